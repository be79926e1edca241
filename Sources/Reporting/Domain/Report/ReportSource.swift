import DomainPrimitives

/// What a report is counted from: the facts with their links, a map, and what was worked out of them for days and
/// periods.
struct ReportSource {
  let facts: CampaignFacts
  let links: FactLinks
  let placer: RowPlacer
  /// Of every producer.
  let rows: [RowKey]
  let sales: SalesBook
  /// Of every listing the number under which its orders are; nil when it has none.
  let listingNumbers: [Int?]
  /// What was decided about every producer and product on a day.
  let status: (CivilDate) -> DayStatus
  /// What every listing sold in a period.
  let sums: (SalesPeriod) throws -> [SalesSums]
  /// Orders of a listing, by its number.
  let orders: (Int, SalesPeriod) throws -> [OrderLine]
}
