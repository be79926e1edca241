import DomainPrimitives
import Storage

/// Reads the sums of months, and single orders, from a snapshot of the copy.
enum SalesMonths {
  static let selection = "SELECT month_index, listing_number, days FROM sales_month"

  /// Puts the month in a row of `selection` in the place of what it was.
  /// - Returns: The number of its listing.
  /// - Throws: `MonthDays.Fault`.
  @discardableResult
  static func put(_ row: any Row, into sales: inout SalesBook) throws -> Int {
    let (month, number) = (Int32(truncatingIfNeeded: row.integer(0)), Int(row.integer(1)))
    try row.withBytes(2) { sales.put(try MonthDays.sales(of: month, $0), number: number, days: $0) }
    return number
  }

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
