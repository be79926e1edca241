import DomainPrimitives

/// Days whose sales are summed, both included, with what they are in months.
struct SalesPeriod: Hashable, Sendable {
  let first: CivilDate
  let last: CivilDate
  /// Months that lie wholly in it; the first after the last when there is none.
  let firstWholeMonth: Int32
  let lastWholeMonth: Int32

  /// - Parameter first: Not after `last`, or the period is empty.
  init(from first: CivilDate, through last: CivilDate) {
    self.first = first
    self.last = last
    let firstMonth = CivilMonth(containing: first)
    let lastMonth = CivilMonth(containing: last)
    firstWholeMonth = MonthSales.index(firstMonth) + (firstMonth.firstDay == first ? 0 : 1)
    lastWholeMonth = MonthSales.index(lastMonth) - (lastMonth.lastDay == last ? 0 : 1)
  }

  /// A month.
  init(month: CivilMonth) {
    self.init(from: month.firstDay, through: month.lastDay)
  }

  var firstMonth: Int32 { MonthSales.index(CivilMonth(containing: first)) }
  var lastMonth: Int32 { MonthSales.index(CivilMonth(containing: last)) }

  /// Whether a month lies wholly in it.
  func holds(month: Int32) -> Bool {
    firstWholeMonth <= month && month <= lastWholeMonth
  }

  /// The period of equal length just before it: of as many months when it is of whole months, else of as many days.
  var previous: SalesPeriod {
    let end = first.adding(days: -1)
    if CivilMonth(containing: first).firstDay == first, CivilMonth(containing: last).lastDay == last {
      let months = lastWholeMonth - firstWholeMonth + 1
      return SalesPeriod(from: first.adding(months: -Int(months)), through: end)
    }
    return SalesPeriod(from: end.adding(days: -first.days(until: last)), through: end)
  }
}
