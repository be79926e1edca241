import DomainPrimitives
import Storage

/// Reads the sums of months, and single orders, from a snapshot of the copy.
enum SalesMonths {
  static let selection = """
    SELECT month_index, first_day, last_day, completed_count, evidenced_count, declared_count, estimated_count,
      cancelled_count, returned_count, other_count, quantity_thousandths, revenue_dong, listing_number, days
    FROM sales_month
    """

  /// The month in a row of `selection`.
  static func month(_ row: any Row) -> MonthSales {
    MonthSales(
      monthIndex: Int32(truncatingIfNeeded: row.integer(0)),
      firstDay: Int32(truncatingIfNeeded: row.integer(1)),
      lastDay: Int32(truncatingIfNeeded: row.integer(2)),
      sums: SalesSums(
        completed: row.integer(3),
        evidenced: row.integer(4),
        declared: row.integer(5),
        estimated: row.integer(6),
        cancelled: row.integer(7),
        returned: row.integer(8),
        other: row.integer(9),
        quantityThousandths: row.integer(10),
        revenueDong: row.integer(11)
      )
    )
  }

  /// The listing's number in a row of `selection`.
  static func listingNumber(_ row: any Row) -> Int { Int(row.integer(12)) }

  /// The days of the month in a row of `selection`, as `MonthDays` reads them.
  static func days(_ row: any Row) -> [UInt8] { row.bytes(13) }

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
