import DomainPrimitives
import Messages
import RPC
import Storage
import Testing

@testable import Reporting

@Suite("Reports of what was known at an earlier time")
struct KnownAtTests {
  private func scenario(revoked: String? = nil) throws -> Scenario {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
    scenario.product("Na", of: "HTX", revoked: revoked)
    scenario.listing("L", of: "Na", in: "S", observed: "2021-07-25")
    return scenario
  }

  private func revisions(_ copy: FilledCopy) async throws -> ReportingV1.KnownAt {
    try #require(try await copy.figures(["orders"]).knownAt)
  }

  @Test("a late order, a corrected one and a revocation change the report of now, and not that of what was known")
  func oldReport() async throws {
    var first = try scenario()
    first.order("a", of: "L", on: "2021-08-10", kg: 5)
    first.order("b", of: "L", on: "2021-08-11", kg: 7)
    let copy = try FilledCopy()
    try await copy.apply(first.facts, first.sales)
    let names = ["products_recognised", "orders", "revenue", "quantity"]
    let before = try await copy.figures(names, by: [.month])
    let known = try await revisions(copy)

    var second = try scenario(revoked: "2021-09-01")
    second.order("b", of: "L", on: "2021-09-11", kg: 70)
    second.order("c", of: "L", on: "2021-08-12", kg: 1)
    try await copy.apply(second.facts, second.sales)
    let after = try await copy.figures(names, by: [.month])
    #expect(after.total.map(\.count) != before.total.map(\.count))
    #expect(after.total[1].count == 3)
    #expect(after.total[0].count == 0)

    let again = try await copy.figures(names, by: [.month]) { $0.knownAt = known }
    #expect(again.rows == before.rows)
    #expect(again.total == before.total)
    #expect(again.knownAt == known)
  }

  @Test("an order in part of a month is known as it was: before its correction, and not before it came")
  func edges() async throws {
    var first = try scenario()
    first.order("a", of: "L", on: "2021-08-10", kg: 5)
    let copy = try FilledCopy()
    try await copy.apply(first.facts, first.sales)
    let known = try await revisions(copy)
    var second = try scenario()
    second.order("a", of: "L", on: "2021-08-10", kg: 6)
    second.order("b", of: "L", on: "2021-08-25", kg: 100)
    try await copy.apply(second.facts, second.sales)
    func revenue(_ day: String, _ knownAt: ReportingV1.KnownAt?) async throws -> Int64 {
      try await copy.figures(["revenue"], asOf: day) { $0.knownAt = knownAt }.total[0].amountDong
    }
    #expect(try await revenue("2021-08-09", nil) == 0)
    #expect(try await revenue("2021-08-10", nil) == 600_000)
    #expect(try await revenue("2021-08-10", known) == 500_000)
    #expect(try await revenue("2021-08-31", nil) == 10_600_000)
    #expect(try await revenue("2021-08-31", known) == 500_000)
  }

  @Test("a revision that has not been followed yet is refused, and so are a day and revisions together")
  func refusals() async throws {
    let copy = try FilledCopy()
    try await copy.apply(try scenario().facts, [])
    func refusal(_ change: (inout ReportingV1.KnownAt) -> Void) async throws -> RPCErrorMatch? {
      var knownAt = ReportingV1.KnownAt()
      change(&knownAt)
      do {
        _ = try await copy.figures(["orders"]) { [knownAt] in $0.knownAt = knownAt }
        return nil
      } catch {
        return RPCErrorMatch(error)
      }
    }
    #expect(try await refusal { $0.registryRevision = 100_000 }?.text.contains("has not been followed yet") == true)
    #expect(
      try await refusal { ($0.registryRevision, $0.day) = (1, "2021-11-05") }?.text.contains("a day or two") == true
    )
    #expect(try await refusal { $0.day = "yesterday" }?.text.contains("not a date") == true)
  }

  @Test("a three-year-old late sale changes exactly its month")
  func lateSale() async throws {
    var first = try scenario()
    for month in 1...9 { first.order("o\(month)", of: "L", on: "2021-0\(month)-15", kg: 1) }
    let copy = try FilledCopy()
    try await copy.apply(first.facts, first.sales)
    func months() async throws -> [String: UInt64] {
      let report = try await copy.figures(["orders"], by: [.month], asOf: "2024-12-31") {
        $0.firstDay = "2021-01-01"
      }
      return Dictionary(uniqueKeysWithValues: report.rows.map { ($0.keys[0].value, $0.figures[0].count) })
    }
    let before = try await months()
    var late = try scenario()
    late.order("late", of: "L", on: "2021-03-31", kg: 2)
    try await copy.apply(late.facts, late.sales)
    var expected = before
    expected["2021-03"] = 2
    #expect(try await months() == expected)
  }
}
