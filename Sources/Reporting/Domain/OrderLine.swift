import DomainPrimitives

/// A single order, as sums need it.
struct OrderLine: Hashable, Sendable {
  let day: CivilDate
  let state: OrderState
  let evidence: EvidenceGrade
  /// Thousandths of the product's unit of sale.
  let quantityThousandths: Int64
  /// Whole đồng.
  let revenueDong: Int64

  /// Index of its month, as `MonthSales` counts them.
  var monthIndex: Int32 { MonthSales.index(CivilMonth(containing: day)) }
}
