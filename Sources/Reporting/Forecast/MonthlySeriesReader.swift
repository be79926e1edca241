import DomainPrimitives
import Storage

/// Reads what was sold by listing and month from one snapshot of the copy: the only part of the forecast that knows
/// where sales are kept.
struct MonthlySeriesReader {
  let transaction: any ReadTransaction

  /// Completed sales of whole months; a month's total stands for its single orders, as `SaleRule` says. A listing has
  /// a month at most once.
  func sums(through lastMonth: CivilMonth) throws -> [ListingMonthSum] {
    Self.sums(
      of: try SalesReader(transaction: transaction).sums(from: nil, through: lastMonth.lastDay),
      through: lastMonth
    )
  }

  /// The same of sales that are at hand, single ones or many in a record. What would overflow is held at the largest
  /// number: some record must be wrong, and one product must not take the forecast from all others.
  static func sums(of sales: [SaleRecord], through lastMonth: CivilMonth) -> [ListingMonthSum] {
    let rule = SaleRule(start: nil, asOf: lastMonth.lastDay, sales: sales)
    var sums: [ListingMonth: (quantity: Int64, revenue: Int64)] = [:]
    for sale in sales where rule.verdict(sale).isCounted {
      let sum = sums[sale.listingMonth] ?? (0, 0)
      sums[sale.listingMonth] = (
        sum.quantity.addingClamped(sale.quantityThousandths), sum.revenue.addingClamped(sale.revenueDong)
      )
    }
    return sums.map { key, sum in
      ListingMonthSum(
        listingID: key.listingID,
        month: key.month,
        quantityThousandths: sum.quantity,
        revenueDong: sum.revenue
      )
    }
  }
}
