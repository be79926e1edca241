import DomainPrimitives

/// Days whose sales are summed, both included, with what they are in months.
struct SalesPeriod: Hashable, Sendable {
  let first: CivilDate
  let last: CivilDate
  /// Months that lie wholly in it; the first after the last when there is none.
  let firstWholeMonth: Int32
  let lastWholeMonth: Int32
  /// Those of its first and its last day.
  let firstMonth: Int32
  let lastMonth: Int32

  /// The two months that may lie in it partly.
  enum End {
    case first
    case last
  }

  /// - Parameter first: Not after `last`, or the period is empty.
  init(from first: CivilDate, through last: CivilDate) {
    self.first = first
    self.last = last
    let (begin, end) = (CivilMonth(containing: first), CivilMonth(containing: last))
    firstMonth = MonthSales.index(begin)
    lastMonth = MonthSales.index(end)
    firstWholeMonth = firstMonth + (begin.firstDay == first ? 0 : 1)
    lastWholeMonth = lastMonth - (end.lastDay == last ? 0 : 1)
  }

  /// A month.
  init(month: CivilMonth) {
    self.init(from: month.firstDay, through: month.lastDay)
  }

  /// What lies in it of its first, or its last, month.
  func part(_ end: End) -> SalesPeriod {
    switch end {
    case .first: SalesPeriod(from: first, through: min(last, CivilMonth(containing: first).lastDay))
    case .last: SalesPeriod(from: max(first, CivilMonth(containing: last).firstDay), through: last)
    }
  }

  /// Its ends at which a month lies in it partly.
  var partlyHeldEnds: [End] {
    var ends: [End] = []
    if !holds(month: firstMonth) { ends.append(.first) }
    if lastMonth > firstMonth, !holds(month: lastMonth) { ends.append(.last) }
    return ends
  }

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
