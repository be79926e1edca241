import DomainPrimitives

/// What a store sold in a window of months. Sums that are too large to be held count as the largest number there is.
struct StoreSales: Hashable, Sendable {
  var orderCount: Int64 = 0
  var cancelledCount: Int64 = 0
  var returnedCount: Int64 = 0
  /// Whole đồng.
  var revenueDong: Int64 = 0
  /// Thousandths of a unit of sale, by the unit.
  var quantityThousandths: [String: Int64] = [:]
  /// Months in which something was sold.
  var monthsWithSales: Set<CivilMonth> = []

  /// Adds what one listing sold.
  mutating func add(_ months: [CivilMonth: MonthSums], unitOfSale: String) {
    for (month, sums) in months {
      orderCount = Self.sum(orderCount, sums.completedCount)
      cancelledCount = Self.sum(cancelledCount, sums.cancelledCount)
      returnedCount = Self.sum(returnedCount, sums.returnedCount)
      revenueDong = Self.sum(revenueDong, sums.revenueDong)
      guard sums.hasSales else { continue }
      monthsWithSales.insert(month)
      quantityThousandths[unitOfSale] = Self.sum(quantityThousandths[unitOfSale] ?? 0, sums.quantityThousandths)
    }
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }
}
