import DomainPrimitives

/// Rules of placements: a producer is placed only where its unit may really have come to lie, and only when the map
/// leaves it open; and what the producer's record says afterwards must not contradict it.
struct PlacementRules {
  /// Units that a unit may have become, followed at most; more is a fault in the facts.
  private static let unitsMax = 1_000

  let facts: any RegistryFacts

  /// Checks a placement, with the producer and all its placements in place.
  func check(_ placement: UnitPlacementRecord, rules: inout RuleChecker) throws {
    guard let producer = try facts.producer(placement.producerID) else {
      if !facts.isRefused(.producer, id: placement.producerID) {
        rules.refuse(
          "producer_id",
          "unknown_producer",
          "no producer has the identifier \(placement.producerID); correct it, or import the producer first or "
            + "together with this record"
        )
      }
      return
    }
    rules.order(producer.registeredOn, "registered_on of the producer", placement.decidedOn, "decided_on")
    let all = try facts.placements(producerID: producer.id)
    // A producer in no unit is refused for that.
    guard let start = try start(of: placement, of: producer, all) else { return }
    try check(placement, from: start, rules: &rules)
    for other in all where other.id != placement.id {
      guard try self.start(of: other, of: producer, all)?.key == start.key else { continue }
      rules.refuse(
        "producer_id",
        "already_placed",
        "placement \(other.id) has placed producer \(producer.id) of \(start.key) in \(other.unit) already; "
          + "change that one"
      )
      return
    }
  }

  /// Checks that the placements of a producer still hold after its record changed.
  func checkPlacements(of producer: Producer, rules: inout RuleChecker) throws {
    let all = try facts.placements(producerID: producer.id)
    for placement in all {
      guard let start = try start(of: placement, of: producer, all) else { continue }
      var own = RuleChecker()
      try check(placement, from: start, rules: &own)
      guard let violation = own.violations.first else { continue }
      rules.refuse(
        "unit_code",
        "contradicts_placement",
        "placement \(placement.id) has placed the producer in \(placement.unit): \(violation.description)"
      )
    }
  }

  /// The unit that a placement goes on from: the producer's own, or, when what it was placed in was split again, that.
  private func start(
    of placement: UnitPlacementRecord,
    of producer: Producer,
    _ all: [UnitPlacementRecord]
  ) throws -> AdministrativeUnit? {
    let registered = try facts.units(code: producer.unitCode).last { $0.isInForce(on: producer.registeredOn) }
    var earlier: [AdministrativeUnit] = []
    for other in all where other.id != placement.id && other.unit != placement.unit {
      if let unit = try unit(other.unit), try walk(from: other.unit, until: nil).contains(placement.unit) {
        earlier.append(unit)
      }
    }
    return earlier.max { ($0.validTo ?? .latest, $0.key) < ($1.validTo ?? .latest, $1.key) } ?? registered
  }

  private func check(
    _ placement: UnitPlacementRecord,
    from start: AdministrativeUnit,
    rules: inout RuleChecker
  ) throws {
    guard let ended = start.validTo else {
      rules.refuse(
        "producer_id",
        "not_split",
        "the producer's unit, \(start.name) \(start.key), is in force; it needs no placement"
      )
      return
    }
    // The unit that received a part may have been there before.
    let candidates = try walk(from: start.key, until: max(ended, placement.unit.validFrom)).sorted()
    let listed = candidates.map(\.description).joined(separator: ", ")
    if !candidates.contains(placement.unit) {
      rules.refuse(
        "unit_code",
        "not_a_successor",
        "\(placement.unit) is none of the units that \(start.name) \(start.key), the producer's unit, became; "
          + (candidates.isEmpty ? "import its successions first" : "it became \(listed)")
      )
    } else if candidates.count == 1 {
      rules.refuse(
        "producer_id",
        "not_split",
        "all of \(start.name) \(start.key), the producer's unit, became \(listed); it needs no placement"
      )
    }
  }

  /// What a unit became: the units in force on a day, or, without a day, all of them at all times.
  private func walk(from start: UnitKey, until day: CivilDate?) throws -> Set<UnitKey> {
    var reached: Set<UnitKey> = []
    var visited: Set<UnitKey> = [start]
    var pending = [start]
    while let key = pending.popLast(), visited.count < Self.unitsMax {
      if let day, try unit(key)?.isInForce(on: day) == true {
        reached.insert(key)
        continue
      }
      for edge in try facts.successions(from: key) where visited.insert(edge.to).inserted { pending.append(edge.to) }
    }
    return day == nil ? visited.subtracting([start]) : reached
  }

  private func unit(_ key: UnitKey) throws -> AdministrativeUnit? {
    try facts.units(code: key.code).first { $0.key == key }
  }
}
