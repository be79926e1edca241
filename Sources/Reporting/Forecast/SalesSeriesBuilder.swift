import DomainPrimitives
import Forecasting

/// Makes the series of each product on each floor out of what was sold by listing and month.
///
/// A series begins with its first month with sales. A month is in season when the product is, and when one of its
/// listings on the floor was not over before it began: what is not offered any more is not forecast. A month with
/// sales was offered, whatever was said about its listings. Months after the last one of which the floor has any sale
/// are not reported yet: they count as out of season too, since no data is not 0.
struct SalesSeriesBuilder {
  let facts: CampaignFacts
  let links: FactLinks
  let asOf: CivilDate
  let lastMonth: CivilMonth

  private struct ProductOnFloor: Hashable {
    let productIndex: Int
    let floorID: String
  }

  private struct Collected {
    /// Of each listing the day on which it or its store was over; nil while it is not.
    var ends: [CivilDate?] = []
    var sums: [ListingMonthSum] = []
  }

  /// The series of everything that was offered by the report's day or sold, by product, then floor. Throws
  /// `SeriesFault` for numbers that no series can have.
  /// - Parameter sums: Of every listing.
  func series(_ sums: [[ListingMonthSum]]) throws -> [SalesSeries] {
    var collected: [ProductOnFloor: Collected] = [:]
    for (index, listing) in facts.listings.enumerated() {
      let sold = sums[index]
      let productIndex = links.productOfListing[index]
      guard productIndex >= 0, !sold.isEmpty || isOffered(listing) else { continue }
      let place = links.storeOfListing[index]
      let store = place < 0 ? nil : facts.stores[place]
      let key = ProductOnFloor(productIndex: productIndex, floorID: store?.floorID ?? "")
      collected[key, default: Collected()].ends.append([listing.endedOn, store?.closedOn].compactMap { $0 }.min())
      collected[key, default: Collected()].sums += sold
    }
    var reported: [String: CivilMonth] = [:]
    for (key, collected) in collected {
      for sum in collected.sums where sum.month <= lastMonth {
        reported[key.floorID] = max(reported[key.floorID] ?? sum.month, sum.month)
      }
    }
    return try collected.sorted { ($0.key.productIndex, $0.key.floorID) < ($1.key.productIndex, $1.key.floorID) }
      .map { key, collected in try series(key, collected, reportedThrough: reported[key.floorID]) }
  }

  private func isOffered(_ listing: ProductListing) -> Bool {
    [listing.plannedOn, listing.declaredOn, listing.acceptedOn, listing.observedOn].contains { day in
      day.map { $0 <= asOf } ?? false
    }
  }

  private func series(
    _ key: ProductOnFloor,
    _ collected: Collected,
    reportedThrough: CivilMonth?
  ) throws -> SalesSeries {
    let sold = collected.sums.filter { $0.quantityThousandths > 0 && $0.month <= lastMonth }
    let earliest = lastMonth.adding(months: 1 - MonthlySeries.monthsMax)
    let firstMonth = max(sold.map(\.month).min() ?? lastMonth.adding(months: 1), earliest)
    let count = Self.months(from: firstMonth, to: lastMonth) + 1
    var quantities = [Int64](repeating: 0, count: count)
    var revenues = quantities
    for sum in sold where sum.month >= firstMonth {
      let place = Self.months(from: firstMonth, to: sum.month)
      quantities[place] = quantities[place].addingClamped(sum.quantityThousandths)
      revenues[place] = revenues[place].addingClamped(sum.revenueDong)
    }
    let seasons = facts.products[key.productIndex].seasons
    let isInSeason = (0..<count + MonthlySeries.horizonMax).map { place in
      let month = firstMonth.adding(months: place)
      let isSold = place < count && quantities[place] > 0
      let isReported = place >= count || month <= reportedThrough ?? lastMonth
      return seasons.contains(month) && isReported && (isSold || isOnFloor(collected.ends, in: month))
    }
    return SalesSeries(
      productIndex: key.productIndex,
      floorID: key.floorID,
      months: try MonthlySeries(
        firstMonth: firstMonth,
        values: quantities.map { Double($0) / 1000 },
        isInSeason: isInSeason
      ),
      quantities: quantities,
      revenues: revenues
    )
  }

  private func isOnFloor(_ ends: [CivilDate?], in month: CivilMonth) -> Bool {
    // What ends only after the report's day is not known on it.
    let day = min(month.firstDay, asOf)
    return ends.contains { end in end.map { $0 > day } ?? true }
  }

  private static func months(from first: CivilMonth, to last: CivilMonth) -> Int {
    (last.year - first.year) * 12 + last.month - first.month
  }
}
