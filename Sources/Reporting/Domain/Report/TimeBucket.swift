import DomainPrimitives

/// One period of a report that is broken down by time.
struct TimeBucket: Hashable, Sendable {
  /// "2021-11-05", "2021-11", "2021-Q4", "2021".
  let name: String
  let period: SalesPeriod

  /// The periods that a report's days touch, each as far as it lies in them.
  /// - Returns: Nil when there are more than `maximum`.
  static func all(_ dimension: Dimension, in period: SalesPeriod, maximum: Int) -> [TimeBucket]? {
    var buckets: [TimeBucket] = []
    var first = period.first
    while first <= period.last {
      guard buckets.count < maximum else { return nil }
      let end = lastDay(of: dimension, containing: first)
      let last = min(end, period.last)
      buckets.append(
        TimeBucket(name: name(of: dimension, containing: first), period: SalesPeriod(from: first, through: last))
      )
      first = end.adding(days: 1)
      if end == .latest { break }
    }
    return buckets
  }

  static func name(of dimension: Dimension, containing day: CivilDate) -> String {
    let (year, month, _) = day.components
    let text = day.description
    switch dimension {
    case .month: return String(text.prefix(7))
    case .quarter: return "\(text.prefix(4))-Q\((month - 1) / 3 + 1)"
    case .year: return String(text.prefix(4))
    default: return year == 0 ? "" : text
    }
  }

  private static func lastDay(of dimension: Dimension, containing day: CivilDate) -> CivilDate {
    let month = CivilMonth(containing: day)
    switch dimension {
    case .month: return month.lastDay
    case .quarter: return month.adding(months: 2 - (month.month - 1) % 3).lastDay
    case .year: return month.adding(months: 12 - month.month).lastDay
    default: return day
    }
  }
}
