import DomainPrimitives
import Storage

/// Reads sales one by one, to open a figure: single orders from the copy, totals of months from the facts.
struct SalesReader {
  let orders: EdgeReader
  let snapshot: CopySnapshot

  /// Sales of a listing, by their days; totals last.
  /// - Parameter listingID: Also one that has not arrived.
  func sales(ofListing listingID: String, in period: SalesPeriod) throws -> [SaleRecord] {
    var sales: [SaleRecord] = []
    if let number = snapshot.sales.numbers[listingID] {
      // Day by day, since orders lie by day; the months tell on which days there can be any.
      for month in snapshot.sales.months(number: number) {
        var day = max(period.first, CivilDate(clampingDaysSinceEpoch: Int(month.firstDay)))
        let last = min(period.last, CivilDate(clampingDaysSinceEpoch: Int(month.lastDay)))
        while day <= last {
          try orders.forEach(number, on: day) { id, line in sales.append(Self.sale(id, line, of: listingID)) }
          day = day.adding(days: 1)
        }
      }
    }
    let totals = snapshot.facts.monthlyTotals.filter { total in
      total.listingID == listingID && total.month.firstDay <= period.last && period.first <= total.month.lastDay
    }
    return sales + totals.sorted { ($0.month, $0.id) < ($1.month, $1.id) }
  }

  private static func sale(_ id: String, _ line: OrderLine, of listingID: String) -> SaleRecord {
    SaleRecord(
      id: id,
      listingID: listingID,
      month: CivilMonth(containing: line.day),
      content: .orders(state: line.state, first: line.day, last: line.day),
      orderCount: 1,
      quantityThousandths: line.quantityThousandths,
      revenueDong: line.revenueDong,
      evidence: line.evidence
    )
  }

  /// Every sale of these listings, of any time.
  /// - Returns: Nil when there are more than `maximum`.
  func all(ofListings listingIDs: [String], maximum: Int) throws -> [SaleRecord]? {
    let ever = SalesPeriod(from: .earliest, through: .latest)
    var count = 0
    for listingID in listingIDs { count += orderCount(listingID) }
    guard count <= maximum else { return nil }
    var sales: [SaleRecord] = []
    for listingID in listingIDs {
      sales += try self.sales(ofListing: listingID, in: ever)
      if sales.count > maximum { return nil }
    }
    return sales
  }

  /// Listings that sales name but that have not arrived, sorted.
  var unknownListingIDs: [String] {
    let named = Set(snapshot.sales.numbers.keys).union(snapshot.facts.monthlyTotals.map(\.listingID))
    return named.filter { snapshot.links.listingIndex[$0] == nil }.sorted()
  }

  private func orderCount(_ listingID: String) -> Int {
    guard let number = snapshot.sales.numbers[listingID] else { return 0 }
    return snapshot.sales.months(number: number).reduce(0) { count, month in
      let sums = month.sums
      return count + Int(sums.completed + sums.cancelled + sums.returned + sums.other)
    }
  }
}
