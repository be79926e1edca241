import ServiceKit
import Testing

@testable import Gateway

/// Goal: each caller calls as often as it may, and the table that remembers that is bounded. Method: the table is a
/// value; time is a number.
@Suite("Limits of callers")
struct CallerTableTests {
  private static let second: Int64 = 1_000_000_000

  private static func limits(_ text: String) throws -> CallerLimits {
    try LimitFile(path: "limits.conf", bytes: Array(text.utf8)).limits
  }

  private func isAdmitted(_ verdict: CallerTable.Verdict) -> Bool {
    if case .admitted = verdict { true } else { false }
  }

  @Test("after a pause a burst may come, then calls at the rate; who comes too soon is told when to come")
  func bucket() throws {
    var table = CallerTable(limits: try Self.limits("limit other * rate=10/s burst=3"))
    for _ in 0..<3 { #expect(isAdmitted(table.arrived("a", methodClass: 0, nowNanoseconds: 0))) }
    #expect(
      table.arrived("a", methodClass: 0, nowNanoseconds: 0) == .limited(caller: 1, retryNanoseconds: 100_000_000)
    )
    #expect(
      table.arrived("a", methodClass: 0, nowNanoseconds: 60_000_000)
        == .limited(caller: 1, retryNanoseconds: 40_000_000)
    )
    #expect(isAdmitted(table.arrived("a", methodClass: 0, nowNanoseconds: 100_000_000)))
    #expect(isAdmitted(table.arrived("b", methodClass: 0, nowNanoseconds: 100_000_000)), "others are not concerned")
    #expect(table.limitedCount == 2)
    var admitted = 0
    for step in 0..<10_000 {
      let now = Self.second + Int64(step) * 1_000_000
      if isAdmitted(table.arrived("a", methodClass: 0, nowNanoseconds: now)) { admitted += 1 }
    }
    #expect((100...103).contains(admitted), "ten seconds at ten a second: \(admitted)")
  }

  @Test("classes of methods are limited each by itself, and the most exact rule for a caller counts")
  func classes() throws {
    let limits = try Self.limits(
      """
      class reports ocop.reporting.v1.Reporting
      class exports ocop.reporting.v1.Reporting/Export ocop.listing.v1.Listing/Export
      limit reports * rate=1/h
      limit reports uid:* rate=2/h burst=2
      limit reports uid:1000 rate=none
      """
    )
    func methodClass(_ path: String) -> String {
      let service = path.prefix { $0 != "/" }
      let number = Array(path.utf8).withUnsafeBytes { method in
        Array(service.utf8).withUnsafeBytes { limits.methodClass(method: method, service: $0) }
      }
      return limits.classNames[number]
    }
    #expect(methodClass("ocop.reporting.v1.Reporting/Get") == "reports")
    #expect(methodClass("ocop.reporting.v1.Reporting/Export") == "exports")
    #expect(methodClass("ocop.listing.v1.Listing/Export") == "exports")
    #expect(methodClass("ocop.listing.v1.Listing/Get") == "other")
    var table = CallerTable(limits: limits)
    let possible = ["tcp:10.0.0.1": 1, "uid:7": 2, "uid:1000": 20]
    for (key, count) in possible {
      let admitted = (0..<20).filter { _ in isAdmitted(table.arrived(key, methodClass: 1, nowNanoseconds: 0)) }
      #expect(admitted.count == count, "\(key)")
      #expect(isAdmitted(table.arrived(key, methodClass: 0, nowNanoseconds: 0)))
    }
  }

  @Test("callers beyond the table's size are counted together, until one that is idle makes way")
  func bounded() throws {
    var table = CallerTable(limits: try Self.limits("limit other * rate=1/s burst=1"), callersMax: 2)
    let (a, b) = (1, 2)
    #expect(table.arrived("a", methodClass: 0, nowNanoseconds: 0) == .admitted(caller: a))
    #expect(table.arrived("b", methodClass: 0, nowNanoseconds: 0) == .admitted(caller: b))
    #expect(table.arrived("c", methodClass: 0, nowNanoseconds: 0) == .admitted(caller: 0))
    #expect(
      table.arrived("d", methodClass: 0, nowNanoseconds: 0) == .limited(caller: 0, retryNanoseconds: Self.second)
    )
    #expect(table.count == 2)
    table.ended(caller: a)
    let later = CallerTable.idleNanoseconds
    #expect(table.arrived("e", methodClass: 0, nowNanoseconds: later) == .admitted(caller: a), "a has no calls")
    #expect(table.arrived("a", methodClass: 0, nowNanoseconds: later) == .admitted(caller: 0), "b has one")
    #expect(table.arrived("b", methodClass: 0, nowNanoseconds: later) == .admitted(caller: b))
    #expect(table.rows(max: 10).map(\.key) == ["others", "b", "e"])
  }

  @Test("other limits begin anew for everybody, and what is in flight stays counted")
  func replaced() throws {
    var table = CallerTable(limits: try Self.limits("limit other * rate=1/h"))
    #expect(table.arrived("a", methodClass: 0, nowNanoseconds: 0) == .admitted(caller: 1))
    #expect(!isAdmitted(table.arrived("a", methodClass: 0, nowNanoseconds: 0)))
    table.setLimits(try Self.limits("class more a.B\nlimit other * rate=2/h burst=2"))
    #expect(isAdmitted(table.arrived("a", methodClass: 0, nowNanoseconds: 0)))
    #expect(isAdmitted(table.arrived("a", methodClass: 1, nowNanoseconds: 0)))
    #expect(table.rows(max: 1).first?.callsInFlight == 3)
    for _ in 0..<3 { table.ended(caller: 1) }
    #expect(table.rows(max: 1).first?.callsInFlight == 0)
  }

  @Test(
    "a wrong line of a file of limits is named with its number and what to do",
    arguments: [
      ("rate other * 5", "\"rate\" begins no line"),
      ("*:*:*:ocop:hunter2", ":2: this begins no line"),
      ("class a", "a class has a name and methods"),
      ("class a b", "neither SERVICE/METHOD nor SERVICE"),
      ("class a a.B/", "neither SERVICE/METHOD nor SERVICE"),
      ("class other a.B", "there is a class \"other\" already"),
      ("class a a.B a.B", "is in class \"a\" already"),
      ("limit other *", "a limit has a class, callers and a rate"),
      ("limit nothing * rate=1/s", "there is no class \"nothing\" above; there are other"),
      ("limit other * burst=3", "the rate is missing"),
      ("limit other * rate=0/s", "is no rate"),
      ("limit other * rate=5", "is no rate"),
      ("limit other * rate=5/d", "is no rate"),
      ("limit other * rate=99999999999999999999/s", "is no rate"),
      ("limit other * rate=none burst=3", "has no burst"),
      ("limit other * rate=5/s burst=0", "out of range"),
      ("limit other * rate=5/s speed=2", "unknown setting \"speed\"; known: rate, burst"),
    ]
  )
  func wrong(line: String, problem: String) {
    do throws(ConfigurationError) {
      _ = try LimitFile(path: "limits.conf", bytes: Array("# first\n\(line)\n".utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.problems.count == 1)
      #expect(error.problems[0].hasPrefix("limits.conf:2: "), "\(error)")
      #expect(error.problems[0].contains(problem), "\(error)")
    }
  }

  @Test("the same class and callers cannot have two limits")
  func twice() {
    #expect(
      throws: ConfigurationError(problems: [
        "l:2: the same class and callers have a limit already (l:1); remove one of the two"
      ])
    ) {
      try LimitFile(path: "l", bytes: Array("limit other * rate=1/s\nlimit other * rate=2/s".utf8))
    }
  }
}
