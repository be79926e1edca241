import DomainPrimitives

/// What a report is counted from: the facts with their links, a map, and what was worked out of them for days and
/// periods.
final class ReportSource {
  let facts: CampaignFacts
  let links: FactLinks
  let placer: RowPlacer
  /// Of every producer.
  let rows: [RowKey]
  let unitCodes: UnitCodes
  let sales: SalesBook
  /// Of every listing the number under which its orders are; nil when it has none.
  let listingNumbers: [Int?]
  /// What was decided about every producer and product on a day.
  let status: (CivilDate) -> DayStatus
  /// What every listing sold in a period.
  let sums: (SalesPeriod) throws -> [SalesSums]
  /// Of every listing the months that are out of line among its whole months through one (`OutlierRule`).
  let outliers: (Int32) -> [[Int32]]
  /// Hands over the orders of some days, with the numbers of their listings.
  let orders: (SalesPeriod, (Int, OrderLine) throws -> Void) throws -> Void

  init(
    facts: CampaignFacts,
    links: FactLinks,
    placer: RowPlacer,
    rows: [RowKey],
    unitCodes: UnitCodes,
    sales: SalesBook,
    listingNumbers: [Int?],
    status: @escaping (CivilDate) -> DayStatus,
    sums: @escaping (SalesPeriod) throws -> [SalesSums],
    outliers: @escaping (Int32) -> [[Int32]],
    orders: @escaping (SalesPeriod, (Int, OrderLine) throws -> Void) throws -> Void
  ) {
    self.facts = facts
    self.links = links
    self.placer = placer
    self.rows = rows
    self.unitCodes = unitCodes
    self.sales = sales
    self.listingNumbers = listingNumbers
    self.status = status
    self.sums = sums
    self.outliers = outliers
    self.orders = orders
  }
}
