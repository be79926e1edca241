/// A product's seasons. None at all means that it can be had all year.
public struct SeasonWindows: Hashable, Sendable {
  /// As the office wrote them, in its order; they may touch or overlap.
  public let windows: [SeasonWindow]

  /// A product that can be had all year.
  public static let allYear = SeasonWindows([])

  /// Seasons of these windows; none: all year.
  public init(_ windows: [SeasonWindow]) {
    self.windows = windows
  }

  /// True when every month is in season.
  public var isAllYear: Bool {
    (1...12).allSatisfy(contains(month:))
  }

  /// Whether a month (1 to 12) is in season.
  public func contains(month: Int) -> Bool {
    windows.isEmpty || windows.contains { $0.contains(month: month) }
  }

  /// Whether a day is in season.
  public func contains(_ date: CivilDate) -> Bool {
    contains(month: date.month)
  }
}
