import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

/// What Tests/Differential has found, each kept as a test of its own.
@Suite("Reports that were once counted wrong")
struct RecountedReportTests {
  private func sample(claims: [PublishedClaim] = []) async throws -> FilledCopy {
    let copy = try FilledCopy()
    var facts = try SampleFolder.facts()
    facts.claims += claims
    try await copy.apply(facts, try SampleFolder.sales())
    return copy
  }

  @Test("a claim about sales stands beside what was sold until its own day", arguments: ["2021-11-05", "2021-10-15"])
  func claimsOfSales(claimed: String) async throws {
    let claims = [(Int32(8), "CB-90"), (10, "CB-91")].map { number, id in
      PublishedClaim(
        id: id,
        indicatorNumber: number,
        phaseID: nil,
        wording: "about",
        value: 1,
        asOf: day(claimed),
        source: "somebody"
      )
    }
    let copy = try await sample(claims: claims)
    let there = try await copy.report("2021-11-05").claims.filter { $0.claim?.claimID.hasPrefix("CB-9") == true }
    let total = try #require(try await copy.report(claimed).rows.last?.figures?.sales)
    #expect(there.map(\.counted) == [total.orderCount, UInt64(total.revenueDong)])
    #expect(total.orderCount > 0)
  }

  @Test("the season calendar with a period of time is refused")
  func seasonsByTime() async throws {
    let copy = try await sample()
    for time in [ReportingV1.Dimension.day, .month, .quarter, .year] {
      await #expect(throws: RPCError.self) {
        try await copy.figures(["products_in_season"], by: [.seasonMonth, time]) { $0.firstDay = "2021-10-01" }
      }
    }
  }

  @Test("a report has no row whose figures are all nothing")
  func rowsOfNothing() async throws {
    let copy = try await sample()
    let cancelled = try await copy.figures(["orders_cancelled"], by: [.product])
    #expect(cancelled.rows.allSatisfy { $0.figures[0].count > 0 })
    let days = try await copy.figures(["days_recognition_to_listing"], by: [.product])
    #expect(!days.rows.isEmpty && days.rows.allSatisfy { $0.figures[0].count == 1 })
  }

  @Test("with a filter by floors, a store is one on these floors, also beside an account")
  func storesOfFloors() async throws {
    let copy = try await sample()
    let indicators = ["producers_with_store", "producers_with_store_and_payment_account"]
    let everywhere = try await copy.figures(indicators).total.map(\.count)
    var sums: [UInt64] = []
    for floor in ["voso", "postmart"] {
      let counts = try await copy.figures(indicators) { request in
        var filter = ReportingV1.ReportFilter()
        filter.floorIDs = [floor]
        request.filter = filter
      }
      .total.map(\.count)
      #expect(counts[1] <= counts[0])
      sums.append(counts[1])
    }
    #expect(sums.contains { $0 < everywhere[1] }, "one floor alone has fewer: \(sums), \(everywhere)")
  }

  @Test("growth of revenue has no days")
  func growthByDay() async throws {
    let copy = try await sample()
    await #expect(throws: RPCError.self) {
      try await copy.figures(["revenue_growth"], by: [.day]) { $0.firstDay = "2021-10-01" }
    }
  }
}
