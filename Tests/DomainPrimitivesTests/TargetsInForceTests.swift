import TestSupport
import Testing

@testable import DomainPrimitives

/// Goal: one rule tells registry and reporting which target holds. Method: examples, and random targets beside a slow
/// obvious answer.
@Suite("Which targets hold on a day")
struct TargetsInForceTests {
  /// A target for an indicator "a" or "b": its text is what holds.
  private struct Target {
    let id: String
    var unit: String?
    var indicator = "a"
    var day: String?
  }

  private static let start = "2021-07-20"

  /// "unit indicator id from" of each entry, in order.
  private func holding(_ targets: [Target], on day: String, units: [String] = ["1", "2"]) throws -> [String] {
    let days = try Dictionary(
      uniqueKeysWithValues: Set(targets.compactMap(\.day)).map { ($0, try CivilDate(parsing: $0)) }
    )
    return TargetsInForce(
      targets,
      phaseStart: try CivilDate(parsing: Self.start),
      on: try CivilDate(parsing: day)
    ) { target in
      TargetsInForce.Version(
        id: target.id,
        unitCode: target.unit,
        indicator: target.indicator,
        decidedOn: target.day.flatMap { days[$0] }
      )
    }
    .entries(unitCodes: units).map { "\($0.unitCode) \($0.indicator) \($0.target.id) \($0.holdsFrom)" }.sorted()
  }

  @Test("a target holds from its day of decision, or the phase's first day, until a later one takes its place")
  func versions() throws {
    let targets = [Target(id: "T1", unit: "1"), Target(id: "T0", unit: "1", day: "2021-08-01")]
    #expect(try holding(targets, on: "2021-07-19") == [])
    #expect(try holding(targets, on: "2021-07-20") == ["1 a T1 2021-07-20"])
    #expect(try holding(targets, on: "2021-07-31") == ["1 a T1 2021-07-20"])
    #expect(try holding(targets, on: "2021-08-01") == ["1 a T0 2021-08-01"])
    #expect(try holding(targets, on: "2030-01-01") == ["1 a T0 2021-08-01"], "it is measured by when it has ended")
  }

  @Test("before the phase begins nothing holds, even what was decided before")
  func beforeTheStart() throws {
    let targets = [Target(id: "T1", unit: "1", day: "2021-06-01")]
    #expect(try holding(targets, on: "2021-07-19") == [])
    #expect(try holding(targets, on: "2021-07-20") == ["1 a T1 2021-06-01"])
  }

  @Test("a unit's own target goes before the one of every unit, though that is newer, for its indicator alone")
  func ownFirst() throws {
    let targets = [
      Target(id: "T1", unit: "1"), Target(id: "T2", day: "2021-09-01"), Target(id: "T3", indicator: "b"),
    ]
    #expect(
      try holding(targets, on: "2021-10-01") == [
        "1 a T1 2021-07-20", "1 b T3 2021-07-20", "2 a T2 2021-09-01", "2 b T3 2021-07-20",
      ]
    )
    #expect(try holding([Target(id: "T1", unit: "9")], on: "2021-10-01") == ["9 a T1 2021-07-20"])
  }

  @Test("random targets hold as an obvious search over all of them says", arguments: 1...20)
  func random(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let days: [String?] = [nil, "2021-06-01", "2021-07-20", "2021-08-01", "2021-08-02", "2021-12-31"]
    let targets = (0..<generator.below(14)).map { index in
      Target(
        id: "T\(generator.below(90) * 100 + index)",
        unit: generator.pick([nil, "1", "2"]),
        indicator: generator.pick(["a", "b"]),
        day: generator.pick(days)
      )
    }
    for day in ["2021-07-19", "2021-07-20", "2021-08-01", "2022-01-01"] {
      var expected: [String] = []
      for unit in ["1", "2"] {
        for indicator in ["a", "b"] {
          let candidates = targets.filter {
            $0.indicator == indicator && ($0.day ?? Self.start) <= day && Self.start <= day
          }
          let own = candidates.filter { $0.unit == unit }
          let found = (own.isEmpty ? candidates.filter { $0.unit == nil } : own)
            .max { ($0.day ?? Self.start, $0.id) < ($1.day ?? Self.start, $1.id) }
          if let found { expected.append("\(unit) \(indicator) \(found.id) \(found.day ?? Self.start)") }
        }
      }
      #expect(try holding(targets, on: day) == expected, "seed \(seed), \(day)")
    }
  }
}
