import DomainPrimitives

/// What makes a store a leading one (cửa hàng đầu tàu) in a window of whole months: dated data with the decision it
/// rests on. A minimum of 0 asks nothing.
struct LeadingRule: Hashable, Sendable {
  let id: String
  let level: LeadingLevel
  let validFrom: CivilDate
  /// Day after the last; nil while in force.
  let validTo: CivilDate?
  /// Whole months before the month of the day asked for.
  let windowMonths: Int
  let ordersMin: UInt64
  let revenueDongMin: Int64
  let monthsWithSalesMin: Int
  /// Thousandths, of products sold by `quantityUnit`.
  let quantityThousandthsMin: Int64
  let quantityUnit: String

  /// Whether it is in force on a day.
  func isInForce(on date: CivilDate) -> Bool {
    validFrom <= date && (validTo.map { date < $0 } ?? true)
  }
}
