extension AdministrativeGeography {
  /// Places a record's unit on an edition's map, never by a guess: follows every succession and says `placed` only
  /// when all that the unit can have become (or, on an older map, can have been) lies in one unit of `level`.
  ///
  /// - Parameters:
  ///   - key: The unit that the record was registered in.
  ///   - recordedOn: The day of the record; nil when not known, then any day of the unit's life is considered. It
  ///     matters only for a unit that took in another one and is drawn on an older map.
  ///   - edition: The map.
  ///   - level: Level of the units asked for; nil = the edition's rows (districts, since 2025 communes).
  public func place(
    _ key: UnitKey,
    recordedOn: CivilDate? = nil,
    on edition: GeographyEdition,
    level: UnitLevel? = nil
  ) -> UnitPlacement {
    let reference = edition.referenceDate
    let wanted = level ?? edition.rowLevel
    let found = units(of: key, recordedOn: recordedOn, on: reference)
    var rows: Set<UnitKey> = []
    var hasUnplaced = found.isDeadEnd
    for candidate in found.units {
      if let row = unit(containing: candidate, at: wanted, on: reference) {
        rows.insert(row.key)
      } else {
        hasUnplaced = true
      }
    }
    if rows.count == 1, !hasUnplaced, let only = rows.first { return .placed(only) }
    return .undetermined(candidates: rows.isEmpty ? found.units.sorted() : rows.sorted())
  }

  /// The units in force on a day that contain, without doubt, all that a record's unit is on that day's map: the unit
  /// itself or what it became, and the units above. Empty when that cannot be told: it was split, or the facts do not
  /// say what became of it.
  ///
  /// - Parameters:
  ///   - key: The unit that the record was registered in.
  ///   - recordedOn: The day of the record. It matters only for a record of a day after `date`.
  ///   - date: The day of the map.
  public func containers(of key: UnitKey, recordedOn: CivilDate, on date: CivilDate) -> Set<UnitKey> {
    let found = units(of: key, recordedOn: recordedOn, on: date)
    guard !found.isDeadEnd, let first = found.units.first else { return [] }
    func chain(_ unit: UnitKey) -> Set<UnitKey> { Set([unit] + ancestors(of: unit, on: date).map(\.key)) }
    return found.units.reduce(chain(first)) { $0.intersection(chain($1)) }
  }

  /// Units in force on a day that a unit's territory lay in, and whether a part of it leads nowhere.
  private func units(
    of key: UnitKey,
    recordedOn: CivilDate?,
    on date: CivilDate
  ) -> (units: Set<UnitKey>, isDeadEnd: Bool) {
    guard let start = unit(key) else { return ([], true) }
    if let validTo = start.validTo, validTo <= date {
      return walk(from: key, until: date, goesOnFromReached: false) { successions(from: $0).map(\.to) }
    }
    // What the unit took in after `date` and up to the record lay, on `date`, in other units.
    let last = recordedOn ?? .latest
    return walk(from: key, until: date, goesOnFromReached: true) { current in
      successions(to: current).map(\.from).filter { predecessor in
        guard let ended = unit(predecessor)?.validTo else { return true }
        return ended > date && ended <= last
      }
    }
  }

  /// Follows edges until units in force on `date` are reached.
  private func walk(
    from start: UnitKey,
    until date: CivilDate,
    goesOnFromReached: Bool,
    next: (UnitKey) -> [UnitKey]
  ) -> (units: Set<UnitKey>, isDeadEnd: Bool) {
    var visited: Set<UnitKey> = [start]
    var pending = [start]
    var reached: Set<UnitKey> = []
    var isDeadEnd = false
    while let key = pending.popLast() {
      let isInForce = unit(key)?.isInForce(on: date) ?? false
      if isInForce { reached.insert(key) }
      let edges = isInForce && !goesOnFromReached ? [] : next(key)
      if edges.isEmpty, !isInForce { isDeadEnd = true }
      for edge in edges where visited.insert(edge).inserted { pending.append(edge) }
    }
    return (reached, isDeadEnd)
  }
}
