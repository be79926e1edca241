import DomainPrimitives
import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Reporting

@Suite("The report of the sample")
struct SampleReportTests {
  private func sample() async throws -> FilledCopy {
    let copy = try FilledCopy()
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    return copy
  }

  @Test("the sample gives the article's figures, and its claims stand beside the counted ones")
  func articleFigures() async throws {
    let report = try await sample().report("2021-11-05", .edition2021)
    let total = try #require(report.rows.last?.figures)
    #expect(total.productsRecognised == 61)
    #expect(total.productsListedAnyFloor?.numerator == 40)
    #expect(total.productsListedAnyFloor?.denominator == 61)
    let chiLang = try #require(report.rows.first { $0.unitCode == "187" })
    #expect(chiLang.unitName == "Huyện Chi Lăng")
    #expect(chiLang.phaseName == "Giai đoạn 1")
    let figures = try #require(chiLang.figures)
    #expect(figures.productsRecognised == 11)
    #expect(report.rows.filter { $0.kind == .unit }.allSatisfy { ($0.figures?.productsRecognised ?? 0) <= 11 })
    #expect(figures.productsListedBothFloors?.numerator == 11)
    #expect(figures.producersWithStore?.numerator == figures.producers)
    #expect(figures.producersWithPaymentAccount?.numerator == figures.producers)
    let phases = report.rows.filter { $0.kind == .phaseTotal }
    #expect(phases.map { $0.figures?.productsListedAnyFloor?.numerator } == [29, 11])
    #expect(report.claims.map(\.counted) == [40, 29])
    #expect(report.claims.map { $0.claim?.wording } == ["about 40", "nearly 30"])
    #expect(report.floorIDs == ["postmart", "voso"])
  }

  @Test("an empty date is today, and its edition the one in force")
  func defaults() async throws {
    let report = try await sample().report()
    #expect(report.asOf == "2021-11-05")
    #expect(report.edition == .edition2021)
    let later = try await sample().report("2026-01-01")
    #expect(later.edition == .edition2025)
  }

  @Test(
    "the program of the end-to-end test counts the sample the same, on every edition",
    arguments: [
      ("2021-09-01", GeographyEdition.edition2021), ("2021-11-05", .edition2024), ("2022-12-27", .edition2025),
    ]
  )
  func recountAgrees(asOf: String, edition: GeographyEdition) async throws {
    let recounted = try RecomputedReport.run(folder: SampleFolder.url, asOf: day(asOf), edition: edition)
    let copy = try await sample()
    let counted = try await copy.database.read { transaction in
      let reader = ReportReader(
        snapshot: try SnapshotCache().now(in: transaction),
        orders: EdgeReader(transaction: transaction, listingRevision: nil)
      )
      return try reader.progressCount(ReportScope(asOf: day(asOf), edition: edition)).rows()
        .map { RecomputedReport.Row($0, floors: reader.snapshot.facts.floors) }
    }
    #expect(counted.count == recounted.rows.count)
    for (row, recount) in zip(counted, recounted.rows) { #expect(row == recount) }
  }

  @Test("Gia Cát has a store and a plan: not listed, and the plan says when")
  func giaCat() async throws {
    let answer = try await sample().explain(.productsListedAnyFloor, phase: "phase-2", unit: "183")
    let record = try #require(answer.leftOut.first { $0.reason == "planned" })
    #expect(record.evidence.contains("2021-11-30") || record.evidence.contains("2021-11-2"))
    #expect(record.unit.hasSuffix("@2020-01-01"))
  }
}
