/// Months of certain years in which a product's season differs from its windows: the harvest that came early, the year
/// without one.
public struct SeasonException: Hashable, Sendable {
  /// How many one product may have: five years of one a month.
  public static let countMax = 60

  /// First month.
  public let firstMonth: CivilMonth
  /// Last month, inclusive.
  public let lastMonth: CivilMonth
  /// Whether the product could be had in them.
  public let isInSeason: Bool

  /// The exception of these months. Throws `CalendarError` (`endsBeforeStart`) when the last is before the first.
  public init(firstMonth: CivilMonth, lastMonth: CivilMonth, isInSeason: Bool) throws(CalendarError) {
    guard firstMonth <= lastMonth else {
      throw CalendarError(.endsBeforeStart, "the last month \(lastMonth) is before the first month \(firstMonth)")
    }
    self.firstMonth = firstMonth
    self.lastMonth = lastMonth
    self.isInSeason = isInSeason
  }

  /// Whether a month is one of them.
  public func contains(_ month: CivilMonth) -> Bool {
    month >= firstMonth && month <= lastMonth
  }
}
