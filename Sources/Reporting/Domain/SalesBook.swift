import DomainPrimitives

/// The sums of every listing's months, by the number that storage has given the listing.
struct SalesBook: Sendable {
  /// Of listings that have an order.
  private(set) var numbers: [String: Int] = [:]
  /// By number, each in the order of the months.
  private(set) var months: [[MonthSales]] = []

  /// Gives a listing its number.
  mutating func add(listing identifier: String, number: Int) {
    numbers[identifier] = number
    while months.count <= number { months.append([]) }
  }

  /// Puts a month's sums in the place of what they were.
  mutating func put(_ month: MonthSales, number: Int) {
    while months.count <= number { months.append([]) }
    let place = Self.place(of: month.monthIndex, in: months[number])
    if place < months[number].count, months[number][place].monthIndex == month.monthIndex {
      months[number][place] = month
    } else {
      months[number].insert(month, at: place)
    }
  }

  /// Takes an order of a month out of its sums, or into them.
  mutating func change(number: Int, monthIndex: Int32, _ body: (inout MonthSales) -> Void) {
    while months.count <= number { months.append([]) }
    let place = Self.place(of: monthIndex, in: months[number])
    let isKnown = place < months[number].count && months[number][place].monthIndex == monthIndex
    if !isKnown { months[number].insert(MonthSales(monthIndex: monthIndex), at: place) }
    body(&months[number][place])
  }

  /// Hands over a listing's months, a month's total in the place of its orders: totals first.
  /// - Parameter number: Nil for a listing without orders.
  func forEachMonth(
    number: Int?,
    totals: [FactLinks.MonthTotal],
    _ body: (_ month: Int32, _ sums: SalesSums, _ isTotal: Bool) -> Void
  ) {
    for total in totals { body(total.monthIndex, total.sums, true) }
    guard let number, number < months.count else { return }
    for month in months[number] where !Self.has(month.monthIndex, totals) { body(month.monthIndex, month.sums, false) }
  }

  /// What a listing sold in a period: by months where they lie wholly in it, by single orders at its edges. A month's
  /// total stands for the orders of a month that lies wholly in it.
  /// - Parameters:
  ///   - number: Nil for a listing without orders.
  ///   - totals: The listing's totals, by month.
  ///   - edge: Sums of a number's orders in a part of a month; asked for only where orders lie in both parts.
  func sums(
    number: Int?,
    totals: [FactLinks.MonthTotal],
    in period: SalesPeriod,
    edge: (Int, SalesPeriod) throws -> SalesSums
  ) rethrows -> SalesSums {
    var sums = SalesSums()
    if let number, number < months.count {
      let firstDay = Int32(clamping: period.first.daysSinceEpoch)
      let lastDay = Int32(clamping: period.last.daysSinceEpoch)
      let row = months[number]
      for month in row[Self.place(of: period.firstMonth, in: row)...] {
        guard month.monthIndex <= period.lastMonth else { break }
        if period.holds(month: month.monthIndex) {
          if !Self.has(month.monthIndex, totals) { sums.add(month.sums) }
        } else if firstDay <= month.firstDay, month.lastDay <= lastDay {
          sums.add(month.sums)
        } else if month.firstDay <= lastDay, firstDay <= month.lastDay {
          let whole = MonthSales.month(month.monthIndex)
          let part = SalesPeriod(from: max(period.first, whole.firstDay), through: min(period.last, whole.lastDay))
          sums.add(try edge(number, part))
        }
      }
    }
    for total in totals where period.holds(month: total.monthIndex) { sums.add(total.sums) }
    return sums
  }

  private static func has(_ month: Int32, _ totals: [FactLinks.MonthTotal]) -> Bool {
    !totals.isEmpty && totals.contains { $0.monthIndex == month }
  }

  /// Place of the first month that is not before one.
  private static func place(of month: Int32, in row: [MonthSales]) -> Int {
    var low = 0
    var high = row.count
    while low < high {
      let middle = (low + high) / 2
      if row[middle].monthIndex < month { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
