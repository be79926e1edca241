import DomainPrimitives

/// What every listing sold month by month, by the number that storage has given the listing.
struct SalesBook: Sendable {
  /// Of listings that have an order.
  private(set) var numbers: [String: Int] = [:]
  /// By number.
  private(set) var blocks: [SalesBlock] = []

  /// Gives a listing its number.
  mutating func add(listing identifier: String, number: Int) {
    numbers[identifier] = number
    grow(to: number)
  }

  /// A listing's months with orders, oldest first.
  func months(number: Int) -> [MonthSales] { blocks[Self.block(number)].months(of: Self.place(number)) }

  /// A listing's sums of a month; nil without an order in it.
  func month(_ monthIndex: Int32, number: Int) -> MonthSales? {
    blocks[Self.block(number)].month(monthIndex, of: Self.place(number))
  }

  /// Puts a month's sums in the place of what they were.
  /// - Parameter days: The month's days, as `MonthDays` has read them; nil where they are not known.
  mutating func put(_ month: MonthSales, number: Int, days: UnsafeRawBufferPointer? = nil) {
    grow(to: number)
    blocks[Self.block(number)].put(month, of: Self.place(number), days: days)
  }

  /// Takes an order of a month out of its sums, or into them; the month's days are not known then.
  mutating func change(number: Int, monthIndex: Int32, _ body: (inout MonthSales) -> Void) {
    grow(to: number)
    var month = self.month(monthIndex, number: number) ?? MonthSales(monthIndex: monthIndex)
    body(&month)
    put(month, number: number)
  }

  /// Hands over a listing's months, a month's total in the place of its orders: totals first.
  /// - Parameter number: Nil for a listing without orders.
  func forEachMonth(
    number: Int?,
    totals: [FactLinks.MonthTotal],
    _ body: (_ month: Int32, _ sums: SalesSums, _ isTotal: Bool) -> Void
  ) {
    for total in totals { body(total.monthIndex, total.sums, true) }
    guard let number, has(number) else { return }
    blocks[Self.block(number)].forEachMonth(of: Self.place(number)) { month, sums in
      if !Self.has(month, totals) { body(month, sums, false) }
    }
  }

  /// The revenue of a listing's months through one, of those that have any, oldest first; as `forEachMonth` takes them.
  func revenues(
    number: Int?,
    totals: [FactLinks.MonthTotal],
    through last: Int32
  ) -> [(monthIndex: Int32, revenueDong: Int64)] {
    var months: [(monthIndex: Int32, revenueDong: Int64)] = []
    forEachMonth(number: number, totals: totals) { month, sums, _ in
      if month <= last, sums.revenueDong > 0 { months.append((month, sums.revenueDong)) }
    }
    // Months come in their order, but for totals.
    return totals.isEmpty ? months : months.sorted { $0.monthIndex < $1.monthIndex }
  }

  /// What a listing sold in a period: by months where they lie wholly in it, by single days at its edges. A month's
  /// total stands for the orders of a month that lies wholly in it.
  /// - Parameters:
  ///   - number: Nil for a listing without orders.
  ///   - totals: The listing's totals, by month.
  ///   - edge: Sums of a number's orders in a part of the first or last month; asked for only where orders lie in both
  ///     parts, and the month's days are not known.
  func sums(
    number: Int?,
    totals: [FactLinks.MonthTotal],
    in period: SalesPeriod,
    edge: (Int, SalesPeriod.End) throws -> SalesSums
  ) rethrows -> SalesSums {
    var sums = SalesSums()
    if let number, has(number) {
      sums = whole(number, totals, in: period)
      let (first, last) = (period.firstMonth, period.lastMonth)
      if !period.holds(month: first), let month = month(first, number: number) {
        try add(month, number, in: period, to: &sums) { try edge(number, .first) }
      }
      if last > first, !period.holds(month: last), let month = month(last, number: number) {
        try add(month, number, in: period, to: &sums) { try edge(number, .last) }
      }
    }
    for total in totals where period.holds(month: total.monthIndex) { sums.add(total.sums) }
    return sums
  }

  /// Orders of the months that lie wholly in a period and have no total.
  private func whole(_ number: Int, _ totals: [FactLinks.MonthTotal], in period: SalesPeriod) -> SalesSums {
    let (block, place) = (blocks[Self.block(number)], Self.place(number))
    guard totals.contains(where: { period.holds(month: $0.monthIndex) }) else {
      return block.sums(of: place, from: period.firstWholeMonth, through: period.lastWholeMonth)
    }
    var sums = SalesSums()
    block.forEachMonth(of: place) { month, monthSums in
      if period.holds(month: month), !Self.has(month, totals) { sums.add(monthSums) }
    }
    return sums
  }

  /// Adds the orders of a month that does not lie wholly in a period.
  private func add(
    _ month: MonthSales,
    _ number: Int,
    in period: SalesPeriod,
    to sums: inout SalesSums,
    _ edge: () throws -> SalesSums
  ) rethrows {
    let firstDay = Int32(clamping: period.first.daysSinceEpoch)
    let lastDay = Int32(clamping: period.last.daysSinceEpoch)
    if firstDay <= month.firstDay, month.lastDay <= lastDay {
      sums.add(month.sums)
    } else if month.firstDay <= lastDay, firstDay <= month.lastDay {
      let part = period.part(month.monthIndex == period.firstMonth ? .first : .last)
      let known = blocks[Self.block(number)].sums(
        of: Self.place(number),
        in: month.monthIndex,
        from: part.first.day,
        through: part.last.day
      )
      sums.add(try known ?? edge())
    }
  }

  private mutating func grow(to number: Int) {
    while blocks.count <= Self.block(number) { blocks.append(SalesBlock()) }
  }

  private func has(_ number: Int) -> Bool { Self.block(number) < blocks.count }

  private static func block(_ number: Int) -> Int { number / SalesBlock.listingCount }

  /// Of a listing in its block.
  private static func place(_ number: Int) -> Int { number % SalesBlock.listingCount }

  private static func has(_ month: Int32, _ totals: [FactLinks.MonthTotal]) -> Bool {
    !totals.isEmpty && totals.contains { $0.monthIndex == month }
  }
}
