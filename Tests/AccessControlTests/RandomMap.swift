import DomainPrimitives
import TestSupport

/// A random history of administrative units: communes in two districts, which merge, split, change their code or their
/// district on random days; later the districts go.
struct RandomMap {
  private(set) var units: [AdministrativeUnit] = []
  private(set) var successions: [UnitSuccession] = []
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let start = Self.day(0)
    units.append(Self.unit("20", .province, nil, start))
    for district in ["180", "181"] { units.append(Self.unit(district, .district, "20", start)) }
    for index in 0..<6 {
      units.append(Self.unit(Self.code(index), .commune, index < 3 ? "180" : "181", start))
    }
    var day = 0
    for _ in 0..<5 {
      day += generator.within(20, 60)
      reform(on: Self.day(day))
    }
  }

  var geography: AdministrativeGeography { AdministrativeGeography(units: units, successions: successions) }

  static func day(_ number: Int) -> CivilDate { CivilDate(clampingDaysSinceEpoch: 18_000 + number) }

  /// Ends some communes in force and lets others take their place.
  private mutating func reform(on day: CivilDate) {
    let communes = units.filter { $0.kind == .commune && $0.isInForce(on: day.adding(days: -1)) && $0.validTo == nil }
    guard let first = communes.randomElement(using: &generator) else { return }
    let others = communes.filter { $0.key != first.key }
    switch generator.below(4) {
    case 0:
      // All of one goes to a neighbour that lives on.
      guard let other = others.randomElement(using: &generator) else { return }
      end(first, on: day)
      succeed(first.key, other.key, .merged)
    case 1:
      // Two become a new one that bears the code of the first.
      guard let other = others.randomElement(using: &generator) else { return }
      end(first, on: day)
      end(other, on: day)
      let new = Self.unit(first.key.code, .commune, generator.pick(["180", "181"]), day)
      units.append(new)
      for old in [first, other] { succeed(old.key, new.key, .merged) }
    case 2:
      // One is split between a new one and a neighbour.
      guard let other = others.randomElement(using: &generator) else { return }
      end(first, on: day)
      let new = Self.unit(first.key.code, .commune, first.parentCode, day)
      units.append(new)
      for heir in [new.key, other.key] { succeed(first.key, heir, .split) }
    default:
      // One ends, and nothing is known of what became of it.
      end(first, on: day)
    }
  }

  private mutating func end(_ unit: AdministrativeUnit, on day: CivilDate) {
    guard let index = units.firstIndex(where: { $0.key == unit.key }) else { return }
    units[index] = AdministrativeUnit(
      key: unit.key,
      name: unit.name,
      kind: unit.kind,
      parentCode: unit.parentCode,
      validTo: day
    )
  }

  private mutating func succeed(_ from: UnitKey, _ to: UnitKey, _ change: UnitSuccession.Change) {
    successions.append(UnitSuccession(from: from, to: to, change: change))
  }

  private static func code(_ index: Int) -> String { "0600\(index)" }

  private static func unit(
    _ code: String,
    _ kind: UnitKind,
    _ parent: String?,
    _ from: CivilDate
  ) -> AdministrativeUnit {
    AdministrativeUnit(
      key: UnitKey(code: code, validFrom: from),
      name: code,
      kind: kind,
      parentCode: parent,
      validTo: nil
    )
  }
}
