import DomainPrimitives

/// Gives what was sold by listing and month: the only part of the forecast that knows how sales are kept.
struct MonthlySeriesReader {
  let snapshot: CopySnapshot

  /// Of every listing the completed sales of whole months; a month's total stands for its single orders. A listing has
  /// a month at most once. A sum that is too large to be held is the largest number: some record must be wrong, and one
  /// product must not take the forecast from all others.
  func sums(through lastMonth: CivilMonth) -> [[ListingMonthSum]] {
    let last = MonthSales.index(lastMonth)
    return snapshot.listingNumbers.indices.map { place in
      var all: [ListingMonthSum] = []
      snapshot.sales.forEachMonth(
        number: snapshot.listingNumbers[place],
        totals: snapshot.links.totalsByListing[place]
      ) { month, sums, isTotal in
        guard month <= last, isTotal || sums.completed > 0 else { return }
        all.append(
          ListingMonthSum(
            month: MonthSales.month(month),
            quantityThousandths: sums.quantityThousandths,
            revenueDong: sums.revenueDong
          )
        )
      }
      return all
    }
  }
}
