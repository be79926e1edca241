import AccessControl
import DomainPrimitives
import Messages
import Storage

/// Answers from one state of the copy; everything but the watermarks.
struct ReportReader {
  /// Records that one explanation may hold: at about 200 bytes each they stay below the largest message (4 MiB).
  static let explainedRecordsMax = 15_000

  let snapshot: CopySnapshot
  let orders: EdgeReader

  /// The progress report. Throws `FigureOverflow` or `DatabaseError`.
  func progress(_ scope: ReportScope) throws -> ReportingV1.ProgressReport {
    let facts = snapshot.facts
    let count = try progressCount(scope)
    var report = ReportingV1.ProgressReport()
    report.asOf = scope.asOf.description
    report.edition = scope.editionMessage
    report.floorIDs = facts.floors.map(\.id)
    var rows: [ReportingV1.ProgressRow] = []
    rows.reserveCapacity(count.rowIndex.keys.count)
    let phases = count.placer.phases
    try count.forEachRow { rows.append(ReportMessages.row($0, phases: phases, floors: facts.floors)) }
    report.rows = rows
    report.claims = try ClaimCounter.compare(count) { asOf in
      try progressCount(ReportScope(asOf: asOf, edition: scope.edition))
    }
    .map { ReportMessages.claim($0.claim, counted: $0.counted) }
    return report
  }

  /// The records behind one cell of the progress report, as a call may see them on a day.
  /// Throws `RequestError` or `DatabaseError`.
  func explanation(
    _ request: ReportingV1.ExplainProgressRequest,
    _ scope: ReportScope,
    for view: CallerView,
    on today: CivilDate
  ) throws -> ReportingV1.ExplainProgressResponse {
    let facts = snapshot.facts
    var count = progressCount(scope, sales: [])
    let cell = try CellRequest(request, facts: facts, placer: count.placer)
    if cell.indicator.isOfSales { count = progressCount(scope, sales: try sales(of: cell.row, count)) }
    let mask = ExplanationMask(RowSight(view, on: today, snapshot.territories))
    return try ExplanationMessages(count, cell: cell, mask: mask).response(maximum: Self.explainedRecordsMax)
  }

  /// The count behind the progress report of a day.
  func progressCount(_ scope: ReportScope) throws -> ProgressCount {
    let start = snapshot.facts.campaignStart ?? .earliest
    let sums: [SalesSums]? =
      start > scope.asOf ? nil : try snapshot.sums(in: SalesPeriod(from: start, through: scope.asOf), edges: orders)
    return progressCount(scope, sales: [], sums: sums)
  }

  private func progressCount(_ scope: ReportScope, sales: [SaleRecord], sums: [SalesSums]? = nil) -> ProgressCount {
    let map = snapshot.map(scope.edition)
    return ProgressCount(
      facts: snapshot.facts,
      links: snapshot.links,
      status: snapshot.status(on: scope.asOf),
      placer: map.placer,
      rows: map.index,
      layout: map.layout,
      sales: sales,
      sums: sums
    )
  }

  /// Every sale of a row, one by one.
  private func sales(of row: RowSelector, _ count: ProgressCount) throws -> [SaleRecord] {
    let reader = SalesReader(orders: orders, snapshot: snapshot)
    var listingIDs = count.listingIDs(in: row)
    if row.contains(.unknown) { listingIDs += reader.unknownListingIDs }
    guard let sales = try reader.all(ofListings: listingIDs, maximum: Self.explainedRecordsMax) else {
      throw ExplanationMessages.tooLarge(maximum: Self.explainedRecordsMax)
    }
    return sales
  }
}
