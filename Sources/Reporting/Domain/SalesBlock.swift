import DomainPrimitives

/// What some listings with numbers next to each other sold month by month, as running sums: what one of them sold in
/// any whole months is the difference of two. A month's sums of all of them lie side by side, since reports go over all
/// listings: memory is read in its order, where a row of each listing by itself would be waited for.
struct SalesBlock: Sendable {
  /// Listings in a block. A change of a month copies the block's sums of that month and of later ones (3 KiB each)
  /// where a report may still be reading them, and no others.
  static let listingCount = 64

  private struct Month: Sendable {
    let index: Int32
    /// Since 1970-01-01.
    let firstDay: Int32
  }

  /// In which any of the listings has orders, oldest first. Others have no sums of their own: a date with a wrong year
  /// costs one month.
  private var months: [Month] = []
  /// By month and listing.
  private var sums: [[RunningSales]] = []
  /// By month.
  private var days: [BlockDays] = []
  /// Of each listing as much as the sums of all its months can come to; `.max` where they may not fit, and then
  /// months are added one by one.
  private var largest = [Int64](repeating: 0, count: Self.listingCount)

  private static let nothing = [RunningSales](repeating: RunningSales(), count: listingCount)

  /// Sums by listing until the end of the last month before one.
  func sums(before month: Int32) -> [RunningSales] {
    let place = place(of: month)
    return place == 0 ? Self.nothing : sums[place - 1]
  }

  /// Sums by listing until the end of a month and of the one before it, with the month's days; nil when no listing has
  /// orders in the month.
  func runningSums(of month: Int32) -> (through: [RunningSales], before: [RunningSales], days: BlockDays)? {
    let place = place(of: month)
    guard isMonth(month, at: place) else { return nil }
    return (sums[place], place == 0 ? Self.nothing : sums[place - 1], days[place])
  }

  /// What a listing sold on days of a month, both included (1 to 31); nil where its days are not known.
  func sums(of listing: Int, in month: Int32, from first: Int, through last: Int) -> SalesSums? {
    let place = place(of: month)
    return isMonth(month, at: place) ? days[place].sums(of: listing, from: first, through: last) : nil
  }

  /// Whether sums of whole months of some listings are the difference of two running sums, also all of them together.
  /// - Parameter total: As much as other sums come to that they are added to; is added to.
  func fits(_ listings: some Sequence<Int>, total: inout Int64) -> Bool {
    for listing in listings {
      let (sum, overflow) = total.addingReportingOverflow(largest[listing])
      if overflow || sum == .max { return false }
      total = sum
    }
    return true
  }

  /// A listing's months with orders, oldest first.
  func months(of listing: Int) -> [MonthSales] {
    months.indices.compactMap { month(at: $0, listing) }
  }

  /// A listing's own sums of a month; nil without an order in it.
  func month(_ monthIndex: Int32, of listing: Int) -> MonthSales? {
    let place = place(of: monthIndex)
    return isMonth(monthIndex, at: place) ? month(at: place, listing) : nil
  }

  /// Hands over a listing's months, oldest first.
  func forEachMonth(of listing: Int, _ body: (_ month: Int32, _ sums: SalesSums) -> Void) {
    var earlier = RunningSales()
    for place in months.indices {
      let running = sums[place][listing]
      if running.hasOrders { body(months[place].index, running.sums(after: earlier)) }
      earlier = running
    }
  }

  /// What a listing sold in months, both included.
  func sums(of listing: Int, from first: Int32, through last: Int32) -> SalesSums {
    guard first <= last else { return SalesSums() }
    let (begin, end) = (place(of: first), place(of: last + 1))
    guard begin < end else { return SalesSums() }
    guard largest[listing] == .max else {
      return sums[end - 1][listing].sums(after: begin == 0 ? RunningSales() : sums[begin - 1][listing])
    }
    var all = SalesSums()
    for place in begin..<end {
      if let month = month(at: place, listing) { all.add(month.sums) }
    }
    return all
  }

  /// Whether a listing's months have to be added one by one.
  func isTooLarge(_ listing: Int) -> Bool { largest[listing] == .max }

  /// Puts a month's sums in the place of what they were.
  /// - Parameter days: The month's days (`BlockDays`); nil where they are not known.
  mutating func put(_ month: MonthSales, of listing: Int, days: UnsafeRawBufferPointer? = nil) {
    let place = place(of: month.monthIndex)
    if !isMonth(month.monthIndex, at: place) { insert(month.monthIndex, at: place) }
    let known = self.month(at: place, listing)?.sums ?? SalesSums()
    let (old, new) = (RunningSales(known), RunningSales(month.sums))
    for later in place..<sums.count { sums[later][listing].replace(old, with: new) }
    let hasOrders = month.firstDay <= month.lastDay
    sums[place][listing].firstDay = hasOrders ? day(month.firstDay, at: place) : 0
    sums[place][listing].lastDay = hasOrders ? day(month.lastDay, at: place) : 0
    self.days[place].put(days ?? UnsafeRawBufferPointer(start: nil, count: 0), of: listing)
    let isKnown = largest[listing] != .max
    largest[listing] =
      isKnown
      ? Self.sum(largest[listing] - Self.magnitude(known), month.sums)
      : months(of: listing).reduce(0) { Self.sum($0, $1.sums) }
  }

  private mutating func insert(_ monthIndex: Int32, at place: Int) {
    let firstDay = Int32(clamping: MonthSales.month(monthIndex).firstDay.daysSinceEpoch)
    months.insert(Month(index: monthIndex, firstDay: firstDay), at: place)
    sums.insert(place == 0 ? Self.nothing : sums[place - 1].map(\.carriedOver), at: place)
    days.insert(BlockDays(), at: place)
  }

  /// The day of a month that has a place.
  private func day(_ daysSinceEpoch: Int32, at place: Int) -> UInt8 {
    UInt8(min(max(Int(daysSinceEpoch) - Int(months[place].firstDay), 0), 30) + 1)
  }

  private func month(at place: Int, _ listing: Int) -> MonthSales? {
    let running = sums[place][listing]
    guard running.hasOrders else { return nil }
    let month = months[place]
    return MonthSales(
      monthIndex: month.index,
      firstDay: month.firstDay + Int32(running.firstDay) - 1,
      lastDay: month.firstDay + Int32(running.lastDay) - 1,
      sums: running.sums(after: place == 0 ? RunningSales() : sums[place - 1][listing])
    )
  }

  private func isMonth(_ monthIndex: Int32, at place: Int) -> Bool {
    place < months.count && months[place].index == monthIndex
  }

  /// Place of the first month that is not before one.
  private func place(of monthIndex: Int32) -> Int {
    // Sums are put in by month, and most changes are of the newest.
    guard let last = months.last, last.index >= monthIndex else { return months.count }
    var low = 0
    var high = months.count - 1
    while low < high {
      let middle = (low + high) / 2
      if months[middle].index < monthIndex { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func magnitude(_ sums: SalesSums) -> Int64 {
    Int64(clamping: max(sums.quantityThousandths.magnitude, sums.revenueDong.magnitude))
  }

  private static func sum(_ largest: Int64, _ sums: SalesSums) -> Int64 {
    let (sum, overflow) = largest.addingReportingOverflow(magnitude(sums))
    return overflow ? .max : sum
  }
}
