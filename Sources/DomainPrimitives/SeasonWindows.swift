/// A product's seasons: the months of every year in which it can be had, and the months of single years that differ.
/// No window at all means that it can be had all year.
public struct SeasonWindows: Hashable, Sendable {
  /// As the office wrote them, in its order; they may touch or overlap.
  public let windows: [SeasonWindow]
  /// They go before the windows; of two that hold a month the later in the list counts.
  public let exceptions: [SeasonException]
  /// Months of a year without exceptions that are in season, January the lowest bit: a report of a day asks for all
  /// products.
  private let months: UInt16

  /// A product that can be had all year.
  public static let allYear = SeasonWindows([])

  /// Seasons of these windows (none: all year), but for these exceptions.
  public init(_ windows: [SeasonWindow], exceptions: [SeasonException] = []) {
    self.windows = windows
    self.exceptions = exceptions
    months = windows.isEmpty ? 0xFFF : windows.reduce(0) { $0 | $1.months }
  }

  /// True when every month of a year without exceptions is in season.
  public var isAllYear: Bool {
    months == 0xFFF
  }

  /// Whether a month (1 to 12) of a year without exceptions is in season.
  public func contains(month: Int) -> Bool {
    (1...12).contains(month) && months >> (month - 1) & 1 == 1
  }

  /// Whether a month of a year is in season.
  public func contains(_ month: CivilMonth) -> Bool {
    guard !exceptions.isEmpty, let exception = exception(in: month) else { return contains(month: month.month) }
    return exception.isInSeason
  }

  /// Whether a day is in season.
  public func contains(_ date: CivilDate) -> Bool {
    contains(CivilMonth(containing: date))
  }

  /// The exception that decides about a month; nil where the windows do.
  public func exception(in month: CivilMonth) -> SeasonException? {
    exceptions.last { $0.contains(month) }
  }
}
