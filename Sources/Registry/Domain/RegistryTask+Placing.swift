import DomainPrimitives

extension RegistryTask {
  /// Days from a split within which the province is to place the producers of the unit. No decision sets a number; it
  /// is as long as offices have for the other work that a fact sets them, to list a product and to wake a store.
  static let placingDays = 30

  /// Parts of a split unit that a task names; more are a fault in the facts.
  private static let namedPartsMax = 10

  /// A producer whose unit was split, from the day of the split until it was placed; nil when the map of the day tells
  /// where it lies.
  ///
  /// A producer that is merged into another one has its own: its unit decides who reaches what it has.
  static func placing(
    _ producer: Producer,
    placements: [UnitPlacementRecord],
    on date: CivilDate,
    geography: AdministrativeGeography
  ) -> RegistryTask? {
    guard let split = OpenSplit(of: producer, placements: placements, on: date, geography: geography) else {
      return nil
    }
    let unit = "\(split.unit.name) \(split.unit.key)"
    // Keys, as a placement has to state them: names and codes occur more than once.
    var named = split.parts.prefix(namedPartsMax).map { part in
      geography.unit(part).map { "\($0.name) \(part)" } ?? part.description
    }
    if split.parts.count > named.count { named.append("…") }
    let parts = named.joined(separator: ", ")
    return RegistryTask(
      kind: .placeProducer,
      // It may be split again where it was placed.
      recordID: "\(producer.id)/\(split.day)",
      actor: .province,
      assignee: "",
      producerID: producer.id,
      productID: nil,
      openedOn: split.day,
      dueOn: split.day.adding(days: placingDays),
      what: Text(
        vietnamese: "Xếp chủ thể \(producer.id) vào đơn vị mới: \(unit) đã chia ngày \(split.day) thành \(parts)",
        english: "Place producer \(producer.id) in a new unit: \(unit) was split on \(split.day) into \(parts)"
      )
    )
  }
}
