import DomainPrimitives

/// Gives what was sold by listing and month: the only part of the forecast that knows how sales are kept.
struct MonthlySeriesReader {
  let snapshot: CopySnapshot

  /// Completed sales of whole months; a month's total stands for its single orders. A listing has a month at most
  /// once. A sum that is too large to be held is the largest number: some record must be wrong, and one product must
  /// not take the forecast from all others.
  func sums(through lastMonth: CivilMonth) -> [ListingMonthSum] {
    let last = MonthSales.index(lastMonth)
    return snapshot.facts.listings.indices.flatMap { listing -> [ListingMonthSum] in
      let totals = snapshot.links.totalsByListing[listing].map { ($0.monthIndex, $0.sums) }
      let covered = Set(totals.map(\.0))
      let orders = snapshot.listingNumbers[listing].map { snapshot.sales.months[$0] } ?? []
      let months = totals + orders.filter { !covered.contains($0.monthIndex) }.map { ($0.monthIndex, $0.sums) }
      return months.filter { $0.0 <= last && ($0.1.completed > 0 || covered.contains($0.0)) }.map { month, sums in
        ListingMonthSum(
          listingID: snapshot.facts.listings[listing].id,
          month: MonthSales.month(month),
          quantityThousandths: sums.quantityThousandths,
          revenueDong: sums.revenueDong
        )
      }
    }
  }
}
