import DomainPrimitives

/// A split that leaves open where a producer lies: the unit it lay in was split, and no officer has placed it.
struct OpenSplit: Hashable, Sendable {
  /// The unit that was split: the producer's own, what that went into, or where it was placed after an earlier split.
  let unit: AdministrativeUnit
  /// The day after the unit's last, on which its successions take effect.
  let day: CivilDate
  /// The units that received a part of it, by key; at least two.
  let parts: [UnitKey]

  /// Nil when the day's map, with the placements that were decided by then, tells where the producer lies; and when
  /// the facts do not say what became of its unit, for then there is nothing to choose from.
  ///
  /// - Parameters:
  ///   - producer: The producer.
  ///   - placements: All of its.
  ///   - date: The day of the map.
  ///   - geography: All units and what became of them.
  init?(
    of producer: Producer,
    placements: [UnitPlacementRecord],
    on date: CivilDate,
    geography: AdministrativeGeography
  ) {
    // The rules allow a placement only in what the unit before it became: the one that lasts longest is the last.
    let placed = placements.filter { $0.decidedOn <= date }.compactMap { geography.unit($0.unit) }
      .max { ($0.validTo ?? .latest, $0.key) < ($1.validTo ?? .latest, $1.key) }
    var last = placed ?? geography.unit(code: producer.unitCode, on: producer.registeredOn)
    while let unit = last, let ended = unit.validTo, ended <= date,
      !Self.isTold(unit, on: date, geography: geography)
    {
      let parts = geography.successions(from: unit.key).map(\.to).sorted()
      if parts.count > 1 {
        self.unit = unit
        day = ended
        self.parts = parts
        return
      }
      // What went on as a whole was split later. Units that follow one another end later; others are a fault.
      last = parts.first.flatMap(geography.unit).flatMap { ($0.validTo ?? .latest) > ended ? $0 : nil }
    }
    return nil
  }

  /// Whether all that a unit became lies, on a day, in one unit of its level.
  private static func isTold(
    _ unit: AdministrativeUnit,
    on date: CivilDate,
    geography: AdministrativeGeography
  ) -> Bool {
    geography.containers(of: unit.key, recordedOn: unit.key.validFrom, on: date)
      .contains { geography.unit($0)?.kind.level == unit.kind.level }
  }
}
