/// All administrative units of all times, and what became of them. A value: build it anew when the facts change.
///
/// Units are dated (Resolution 1672/NQ-UBTVQH15 left no code of a commune its old meaning), so every question names
/// a day, and a record keeps the unit that it was registered in.
public struct AdministrativeGeography: Hashable, Sendable {
  private let unitsByKey: [UnitKey: AdministrativeUnit]
  /// Units of a code, oldest first.
  private let unitsByCode: [String: [AdministrativeUnit]]
  private let successionsByFrom: [UnitKey: [UnitSuccession]]
  private let successionsByTo: [UnitKey: [UnitSuccession]]

  /// A map without units.
  public static let empty = AdministrativeGeography(units: [], successions: [])

  /// Levels above a commune are two; anything deeper is a fault in the facts and is not followed further.
  private static let depthMax = 8

  /// The geography of these facts. Of two units with one key the last counts.
  public init(units: [AdministrativeUnit], successions: [UnitSuccession]) {
    var byKey: [UnitKey: AdministrativeUnit] = [:]
    for unit in units { byKey[unit.key] = unit }
    unitsByKey = byKey
    unitsByCode = Dictionary(grouping: byKey.values) { $0.key.code }
      .mapValues { units in units.sorted { $0.key < $1.key } }
    successionsByFrom = Dictionary(grouping: successions) { $0.from }
    successionsByTo = Dictionary(grouping: successions) { $0.to }
  }

  /// Every unit, by key.
  public var units: [AdministrativeUnit] {
    unitsByKey.values.sorted { $0.key < $1.key }
  }

  /// The unit of a key.
  public func unit(_ key: UnitKey) -> AdministrativeUnit? {
    unitsByKey[key]
  }

  /// The unit that bears a code on a day.
  public func unit(code: String, on date: CivilDate) -> AdministrativeUnit? {
    unitsByCode[code]?.last { $0.isInForce(on: date) }
  }

  /// Units that ever bore a code, oldest first.
  public func units(code: String) -> [AdministrativeUnit] {
    unitsByCode[code] ?? []
  }

  /// Units in force on a day, by key; only those of a level when one is given.
  public func units(on date: CivilDate, level: UnitLevel? = nil) -> [AdministrativeUnit] {
    unitsByKey.values
      .filter { $0.isInForce(on: date) && (level == nil || $0.kind.level == level) }
      .sorted { $0.key < $1.key }
  }

  /// Units in force on a day that are called `name`, with or without the word for their kind, in any case; by key.
  /// More than one is common: nine names of communes occurred in two to four districts.
  public func units(named name: String, on date: CivilDate) -> [AdministrativeUnit] {
    let wanted = name.lowercased()
    return unitsByKey.values
      .filter { $0.isInForce(on: date) && ($0.name.lowercased() == wanted || $0.bareName.lowercased() == wanted) }
      .sorted { $0.key < $1.key }
  }

  /// The units above one on a day, nearest first. A commune of 2025 has the province directly above it.
  public func ancestors(of key: UnitKey, on date: CivilDate) -> [AdministrativeUnit] {
    var ancestors: [AdministrativeUnit] = []
    var current = unitsByKey[key]
    while let parentCode = current?.parentCode, let parent = unit(code: parentCode, on: date),
      ancestors.count < Self.depthMax
    {
      ancestors.append(parent)
      current = parent
    }
    return ancestors
  }

  /// The unit itself, if it is of that level, or the one above it that is, on a day. Nil when there is none, as for
  /// the district of a commune of 2025.
  public func unit(containing key: UnitKey, at level: UnitLevel, on date: CivilDate) -> AdministrativeUnit? {
    guard let unit = unitsByKey[key] else { return nil }
    if unit.kind.level == level { return unit }
    return ancestors(of: key, on: date).first { $0.kind.level == level }
  }

  /// What a unit became, directly.
  public func successions(from key: UnitKey) -> [UnitSuccession] {
    successionsByFrom[key] ?? []
  }

  /// What went into a unit, directly.
  public func successions(to key: UnitKey) -> [UnitSuccession] {
    successionsByTo[key] ?? []
  }
}
