import DomainPrimitives

/// Decides which records a report's filter admits. A class for the reason that `ReportCount` is one.
final class ReportAdmission {
  private let filter: ReportFilter
  private let source: ReportSource
  private let isEverything: Bool
  /// Of every producer: whether its place, phase, type and identifier are admitted.
  private let producers: [Bool]
  private let floors: Set<Int>

  init(_ filter: ReportFilter, _ source: ReportSource) {
    self.filter = filter
    self.source = source
    isEverything = filter == ReportFilter()
    floors = Set(source.facts.floors.indices.filter { filter.floorIDs.contains(source.facts.floors[$0].id) })
    guard !isEverything else {
      producers = []
      return
    }
    var places: [RowKey.Place: Bool] = [:]
    producers = source.facts.producers.indices.map { index in
      let producer = source.facts.producers[index]
      let row = source.rows[index]
      guard filter.phaseID.isEmpty || row.phaseID == filter.phaseID,
        filter.producerTypes.isEmpty || filter.producerTypes.contains(producer.type),
        filter.producerID.isEmpty || filter.producerID == producer.id
      else { return false }
      guard !filter.unitCode.isEmpty else { return true }
      if let known = places[row.place] { return known }
      let isWithin = Self.isWithin(row, filter.unitCode, source.placer)
      places[row.place] = isWithin
      return isWithin
    }
  }

  /// Whether a floor is one of those asked for; every floor is when none was.
  func admits(floor: Int) -> Bool {
    filter.floorIDs.isEmpty || floors.contains(floor)
  }

  /// Whether floors were asked for.
  var hasFloors: Bool { !filter.floorIDs.isEmpty }

  func admits(_ member: ReportMember, _ status: DayStatus) -> Bool {
    if isEverything { return true }
    if member.producer >= 0 {
      guard producers[member.producer] else { return false }
    } else if !admitsWithoutProducer(member) {
      return false
    }
    guard filter.productID.isEmpty || member.product >= 0 && isAskedFor(member.product) else { return false }
    if !filter.productGroups.isEmpty, !hasGroup(member, status) { return false }
    if !filter.stars.isEmpty {
      guard let stars = member.stars(status), filter.stars.contains(stars) else { return false }
    }
    // Producers and products have no floor of their own.
    if hasFloors, hasOwnFloor(member.subject) { return floors.contains(member.floor) }
    return true
  }

  private func isAskedFor(_ product: Int) -> Bool {
    source.facts.products[product].id == filter.productID
  }

  /// A record of nobody, or of a place.
  private func admitsWithoutProducer(_ member: ReportMember) -> Bool {
    guard filter.phaseID.isEmpty, filter.producerTypes.isEmpty, filter.producerID.isEmpty else { return false }
    guard !filter.unitCode.isEmpty else { return true }
    return member.row.map { Self.isWithin($0, filter.unitCode, source.placer) } ?? false
  }

  private func hasGroup(_ member: ReportMember, _ status: DayStatus) -> Bool {
    if member.product >= 0 { return filter.productGroups.contains(source.facts.products[member.product].group) }
    guard member.producer >= 0, !member.isOfUnknownProduct else { return false }
    return source.links.productsByProducer[member.producer].contains { product in
      status.products[product].state.isValid && filter.productGroups.contains(source.facts.products[product].group)
    }
  }

  private func hasOwnFloor(_ subject: ReportMember.Subject) -> Bool {
    switch subject {
    case .store, .listing, .listingMonth: true
    case .producer, .product: false
    case .training, .attendance, .supportRequest, .inspection, .finding: true
    }
  }

  private static func isWithin(_ row: RowKey, _ code: String, _ placer: RowPlacer) -> Bool {
    guard case .unit(let unit) = row.place else { return false }
    return placer.isUnit(unit, within: code)
  }
}
