import AccessControl
import DomainPrimitives
import Messages
import Storage

/// Answers from one snapshot of the copy; everything but the watermarks.
struct ReportReader {
  /// Records that one explanation may hold: at about 200 bytes each they stay below the largest message (4 MiB).
  static let explainedRecordsMax = 15_000

  let transaction: any ReadTransaction

  /// The progress report. Throws `FigureOverflow` or `DatabaseError`.
  func report(_ scope: ReportScope) throws -> ReportingV1.ProgressReport {
    let facts = try FactsReader(transaction: transaction).facts()
    let reader = SalesReader(transaction: transaction)
    let sales = try reader.sums(from: facts.campaignStart, through: scope.asOf)
    let count = ProgressCount(facts: facts, sales: sales, asOf: scope.asOf, edition: scope.edition)
    var report = ReportingV1.ProgressReport()
    report.asOf = scope.asOf.description
    report.edition = scope.editionMessage
    report.floorIDs = facts.floors.map(\.id)
    report.rows = try count.rows().map { ReportMessages.row($0, placer: count.placer, floors: facts.floors) }
    report.claims = try ClaimCounter.compare(count) { asOf in
      try reader.sums(from: facts.campaignStart, through: asOf)
    }
    .map { ReportMessages.claim($0.claim, counted: $0.counted) }
    return report
  }

  /// The records behind one cell, as a call may see them on a day. Throws `RequestError` or `DatabaseError`.
  func explanation(
    _ request: ReportingV1.ExplainProgressRequest,
    _ scope: ReportScope,
    for view: CallerView,
    on today: CivilDate
  ) throws -> ReportingV1.ExplainProgressResponse {
    let facts = try FactsReader(transaction: transaction).facts()
    var count = ProgressCount(facts: facts, sales: [], asOf: scope.asOf, edition: scope.edition)
    let cell = try CellRequest(request, facts: facts, placer: count.placer)
    if cell.indicator.isOfSales {
      let sales = try sales(of: cell.row, count)
      count = ProgressCount(facts: facts, sales: sales, asOf: scope.asOf, edition: scope.edition)
    }
    let mask = ExplanationMask(view, on: today, geography: facts.geography)
    return try ExplanationMessages(count, cell: cell, mask: mask).response(maximum: Self.explainedRecordsMax)
  }

  /// Every sale of a row, one by one.
  private func sales(of row: RowSelector, _ count: ProgressCount) throws -> [SaleRecord] {
    let reader = SalesReader(transaction: transaction)
    var listingIDs = count.listingIDs(in: row)
    if row.contains(.unknown) { listingIDs += try reader.unknownListingIDs() }
    guard let sales = try reader.all(ofListings: listingIDs, maximum: Self.explainedRecordsMax) else {
      throw ExplanationMessages.tooLarge(maximum: Self.explainedRecordsMax)
    }
    return sales
  }
}
