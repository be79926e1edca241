import DomainPrimitives
import Storage

/// Reads the sums of months, and single orders, from a snapshot of the copy.
enum SalesMonths {
  static let selection = "SELECT month_index, listing_number, days FROM sales_month"

  /// The month in a row of `selection`. Throws `MonthDays.Fault`.
  static func month(_ row: any Row) throws -> MonthSales {
    let index = Int32(truncatingIfNeeded: row.integer(0))
    var month = MonthSales(monthIndex: index)
    try row.withBytes(2) { month = try MonthDays.sales(of: index, $0) }
    return month
  }

  /// The listing's number in a row of `selection`.
  static func listingNumber(_ row: any Row) -> Int { Int(row.integer(1)) }

  /// The days of the month in a row of `selection`, as `MonthDays` reads them.
  static func days(_ row: any Row) -> [UInt8] { row.bytes(2) }

  /// The order in a row that has day, state, evidence, quantity and revenue from a column on.
  static func line(_ row: any Row, from column: Int) -> OrderLine {
    OrderLine(
      day: row.day(column),
      state: OrderState(rawValue: row.integer(column + 1)) ?? .unknown,
      evidence: EvidenceGrade(rawValue: row.integer(column + 2)) ?? .unknown,
      quantityThousandths: row.integer(column + 3),
      revenueDong: row.integer(column + 4)
    )
  }
}
