import DomainPrimitives

/// All administrative units of all times, made ready to be looked up by code, by name, and by where they lie.
struct UnitDirectory: Sendable {
  /// One edge of what became of a unit, with the unit at its other end, when that is known.
  struct Change: Sendable {
    let record: UnitSuccessionRecord
    let unit: AdministrativeUnit?
  }

  /// The units and their successions.
  let geography: AdministrativeGeography
  private let recordsByFrom: [UnitKey: [UnitSuccessionRecord]]
  private let recordsByTo: [UnitKey: [UnitSuccessionRecord]]
  private let unitsByParentCode: [String: [AdministrativeUnit]]
  /// By folded name, with and without the word for the kind.
  private let unitsByName: [String: [AdministrativeUnit]]
  /// Codes of the units that were split, and of those that went into one that was split later; sorted. Where what was
  /// registered in another one lies, the map tells on every day.
  let codesBeforeSplits: [String]

  init(units: [AdministrativeUnit], successions: [UnitSuccessionRecord]) {
    geography = AdministrativeGeography(units: units, successions: successions.map(\.succession))
    recordsByFrom = Dictionary(grouping: successions, by: \.succession.from)
    recordsByTo = Dictionary(grouping: successions, by: \.succession.to)
    unitsByParentCode = Dictionary(grouping: units.filter { $0.parentCode != nil }) { $0.parentCode ?? "" }
    var byName: [String: [AdministrativeUnit]] = [:]
    for unit in units {
      for name in Self.names(of: unit) { byName[name, default: []].append(unit) }
    }
    unitsByName = byName
    var pending = recordsByFrom.filter { $0.value.count > 1 }.map(\.key)
    var found = Set(pending)
    while let key = pending.popLast() {
      let before = (recordsByTo[key] ?? []).map(\.succession.from).filter { found.insert($0).inserted }
      pending += before
    }
    codesBeforeSplits = Set(found.map(\.code)).sorted()
  }

  private static func names(of unit: AdministrativeUnit) -> Set<String> {
    [FoldedText(unit.name).description, FoldedText(unit.bareName).description]
  }

  /// Every unit in force on a day that a text may mean, by key.
  ///
  /// - Parameters:
  ///   - text: A code, or a name with or without the word for its kind; names of units above it may follow, with
  ///     commas.
  ///   - date: The day of the map.
  ///   - level: Of the units; nil = any.
  ///   - above: A unit that they lie below; nil = anywhere.
  func units(
    named text: String,
    on date: CivilDate,
    level: UnitLevel? = nil,
    below above: UnitKey? = nil
  ) -> [AdministrativeUnit] {
    var parts = text.split(separator: ",").map { FoldedText($0).description }.filter { !$0.isEmpty }
    guard !parts.isEmpty else { return [] }
    let first = parts.removeFirst()
    let code = text.split(separator: ",").first.map { $0.filter { !$0.isWhitespace } } ?? ""
    var candidates = geography.unit(code: code, on: date).map { [$0] } ?? []
    if candidates.isEmpty { candidates = (unitsByName[first] ?? []).filter { $0.isInForce(on: date) } }
    return candidates.filter { unit in
      guard level == nil || unit.kind.level == level else { return false }
      if parts.isEmpty, above == nil { return true }
      let ancestors = geography.ancestors(of: unit.key, on: date)
      if let above, !ancestors.contains(where: { $0.key == above }) { return false }
      return parts.allSatisfy { part in ancestors.contains { Self.names(of: $0).contains(part) } }
    }
    .sorted { $0.key < $1.key }
  }

  /// "Xã Chi Lăng, Huyện Chi Lăng, Tỉnh Lạng Sơn", as it is on a day.
  func path(of unit: AdministrativeUnit, on date: CivilDate) -> String {
    ([unit] + geography.ancestors(of: unit.key, on: date)).map(\.name).joined(separator: ", ")
  }

  /// The units directly below one on a day, by key.
  func children(of unit: AdministrativeUnit, on date: CivilDate) -> [AdministrativeUnit] {
    (unitsByParentCode[unit.key.code] ?? []).filter { $0.isInForce(on: date) }.sorted { $0.key < $1.key }
  }

  /// How many units lie below one on a day, on all levels.
  func descendantCount(of unit: AdministrativeUnit, on date: CivilDate) -> Int {
    var count = 0
    var seen: Set<UnitKey> = [unit.key]
    var pending = [unit]
    while let next = pending.popLast() {
      for child in children(of: next, on: date) where seen.insert(child.key).inserted {
        count += 1
        pending.append(child)
      }
    }
    return count
  }

  /// What became of a unit, by identifier of the edge.
  func became(_ key: UnitKey) -> [Change] {
    (recordsByFrom[key] ?? []).sorted { $0.id < $1.id }.map { record in
      Change(record: record, unit: geography.unit(record.succession.to))
    }
  }

  /// What went into a unit, by identifier of the edge.
  func cameFrom(_ key: UnitKey) -> [Change] {
    (recordsByTo[key] ?? []).sorted { $0.id < $1.id }.map { record in
      Change(record: record, unit: geography.unit(record.succession.from))
    }
  }
}
