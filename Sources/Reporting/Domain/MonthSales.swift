import DomainPrimitives

/// What one listing sold in one month by single orders, as sums.
struct MonthSales: Hashable, Sendable {
  /// Years × 12 + months from 0.
  let monthIndex: Int32
  /// Days on or outside those of its orders, since 1970-01-01.
  var firstDay: Int32 = .max
  var lastDay: Int32 = .min
  var sums = SalesSums()

  /// Takes an order in.
  mutating func add(_ order: OrderLine) {
    firstDay = min(firstDay, Int32(order.day.daysSinceEpoch))
    lastDay = max(lastDay, Int32(order.day.daysSinceEpoch))
    sums.add(order)
  }

  /// The month that an index stands for.
  static func month(_ index: Int32) -> CivilMonth {
    CivilMonth(containing: CivilDate.earliest.adding(months: Int(index) - 12))
  }

  /// The index of a month.
  static func index(_ month: CivilMonth) -> Int32 {
    Int32(month.year * 12 + month.month - 1)
  }
}
