import DomainPrimitives
import TestSupport
import Testing

@testable import AccessControl

/// Hand-made maps for the rules one by one; random ones against the slowest filter that can be read at a glance.
@Suite("What belongs to an office on a day")
struct OfficeTerritoryTests {
  private static let reform = RandomMap.day(100)
  private static let before = RandomMap.day(50)
  private static let after = RandomMap.day(150)

  private static func unit(
    _ code: String,
    _ kind: UnitKind,
    in parent: String?,
    from: Int = 0,
    to: Int? = nil
  ) -> AdministrativeUnit {
    AdministrativeUnit(
      key: UnitKey(code: code, validFrom: RandomMap.day(from)),
      name: code,
      kind: kind,
      parentCode: parent,
      validTo: to.map(RandomMap.day)
    )
  }

  private static func key(_ code: String, _ from: Int = 0) -> UnitKey {
    UnitKey(code: code, validFrom: RandomMap.day(from))
  }

  /// Until day 100 district 187 with communes 01 (all of it becomes 10), 02 (split between 10 and 20), 03 (nothing is
  /// known of what became of it); from then on communes 10 and 20 of the province, and a new one with the code 01.
  private static let geography = AdministrativeGeography(
    units: [
      unit("P", .province, in: nil), unit("187", .district, in: "P", to: 100),
      unit("01", .commune, in: "187", to: 100), unit("02", .commune, in: "187", to: 100),
      unit("03", .commune, in: "187", to: 100), unit("10", .commune, in: "P", from: 100),
      unit("20", .commune, in: "P", from: 100), unit("01", .commune, in: "P", from: 100),
    ],
    successions: [
      UnitSuccession(from: key("01"), to: key("10", 100), change: .merged),
      UnitSuccession(from: key("02"), to: key("10", 100), change: .split),
      UnitSuccession(from: key("02"), to: key("20", 100), change: .split),
    ]
  )

  private static func territory(_ units: UnitKey..., on day: CivilDate) -> OfficeTerritory {
    OfficeTerritory(of: units, on: day, geography: geography)
  }

  @Test("a district has its communes while it is in force, and nothing from the day it is not")
  func district() {
    let then = Self.territory(Self.key("187"), on: Self.before)
    for code in ["187", "01", "02", "03"] { #expect(then.contains(unitCode: code, on: Self.before)) }
    let eve = Self.territory(Self.key("187"), on: Self.reform.adding(days: -1))
    #expect(eve.contains(unitCode: "01", on: Self.before))
    #expect(Self.territory(Self.key("187"), on: Self.reform).spans.isEmpty)
  }

  @Test("a commune that all of another went into has its old records; of a split one nobody has")
  func succession() {
    let ten = Self.territory(Self.key("10", 100), on: Self.after)
    #expect(ten.contains(unitCode: "01", on: Self.before))
    #expect(!ten.contains(unitCode: "02", on: Self.before))
    #expect(!ten.contains(unitCode: "03", on: Self.before))
    let both = Self.territory(Self.key("10", 100), Self.key("20", 100), on: Self.after)
    #expect(!both.contains(unitCode: "02", on: Self.before))
  }

  @Test("a code that is used again stands for another place")
  func reusedCode() {
    let new = Self.territory(Self.key("01", 100), on: Self.after)
    #expect(new.contains(unitCode: "01", on: Self.after))
    #expect(!new.contains(unitCode: "01", on: Self.before))
    #expect(Self.territory(Self.key("01"), on: Self.after).spans.isEmpty)
    #expect(Self.territory(Self.key("01", 100), on: Self.before).spans.isEmpty)
    #expect(Self.territory(Self.key("01", 7), on: Self.before).spans.isEmpty)
  }

  @Test("before a reform that is known already, what is recorded after it lies where its parts lie")
  func knownReform() {
    let old = Self.territory(Self.key("01"), on: Self.before)
    #expect(old.contains(unitCode: "01", on: Self.before))
    #expect(!old.contains(unitCode: "10", on: Self.after))
    let district = Self.territory(Self.key("187"), on: Self.before)
    // What is recorded in commune 10 after the reform lay, on the day of the call, in commune 01 or in 02: in 187.
    #expect(district.contains(unitCode: "10", on: Self.after))
    #expect(!district.contains(unitCode: "01", on: Self.after))
  }

  @Test("on random maps it is what a slow obvious filter gives", arguments: 0..<60)
  func randomMaps(seed: UInt64) {
    let map = RandomMap(seed: seed)
    let geography = map.geography
    var generator = SeededGenerator(seed: seed &+ 1_000)
    for _ in 0..<4 {
      let today = RandomMap.day(generator.below(320))
      let offices = (0..<generator.within(1, 3)).map { _ in generator.pick(map.units).key }
      let territory = OfficeTerritory(of: offices, on: today, geography: geography)
      for unit in map.units {
        for number in stride(from: 0, to: 320, by: 5) {
          let day = RandomMap.day(number)
          guard unit.isInForce(on: day) else { continue }
          let isExpected = Self.belongs(unit.key, recordedOn: day, to: offices, on: today, map)
          let isFound = territory.contains(unitCode: unit.key.code, on: day)
          #expect(isFound == isExpected, "seed \(seed): \(unit.key) on \(day), offices \(offices), today \(today)")
        }
      }
    }
  }

  /// Follows every edge by itself, without a set and without a cache, and asks each end who is above it.
  private static func belongs(
    _ key: UnitKey,
    recordedOn day: CivilDate,
    to offices: [UnitKey],
    on today: CivilDate,
    _ map: RandomMap
  ) -> Bool {
    let ends = ends(of: key, recordedOn: day, on: today, map)
    guard !ends.isEmpty, !ends.contains(nil) else { return false }
    return offices.contains { office in
      guard map.units.contains(where: { $0.key == office && $0.isInForce(on: today) }) else { return false }
      return ends.allSatisfy { end in end.map { isWithin($0, office, on: today, map) } ?? false }
    }
  }

  /// Units of the map that a unit lies in, nil for a part that leads nowhere.
  private static func ends(
    of key: UnitKey,
    recordedOn day: CivilDate,
    on today: CivilDate,
    _ map: RandomMap
  ) -> [UnitKey?] {
    guard let unit = map.units.first(where: { $0.key == key }) else { return [nil] }
    if let end = unit.validTo, end <= today {
      let next = map.successions.filter { $0.from == key }.map(\.to)
      return next.isEmpty ? [nil] : next.flatMap { ends(of: $0, recordedOn: day, on: today, map) }
    }
    let joined = map.successions.filter { $0.to == key }.map(\.from).filter { from in
      guard let ended = map.units.first(where: { $0.key == from })?.validTo else { return true }
      return ended > today && ended <= day
    }
    let own: [UnitKey?] = unit.isInForce(on: today) ? [key] : joined.isEmpty ? [nil] : []
    return own + joined.flatMap { ends(of: $0, recordedOn: day, on: today, map) }
  }

  private static func isWithin(_ key: UnitKey, _ office: UnitKey, on today: CivilDate, _ map: RandomMap) -> Bool {
    if key == office { return true }
    guard let parent = map.units.first(where: { $0.key == key })?.parentCode,
      let above = map.units.first(where: { $0.key.code == parent && $0.isInForce(on: today) })
    else { return false }
    return isWithin(above.key, office, on: today, map)
  }
}
