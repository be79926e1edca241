/// Days from `start`, inclusive, to `end`, exclusive; without an end it lasts for good.
///
/// An interval whose end is its start is empty: it contains no day and overlaps nothing.
public struct DateInterval: Hashable, Sendable, CustomStringConvertible {
  /// First day.
  public let start: CivilDate
  /// Day after the last; nil while it lasts.
  public let end: CivilDate?

  /// The interval of these days. Throws `CalendarError` (`endsBeforeStart`) when `end` is before `start`.
  public init(start: CivilDate, end: CivilDate? = nil) throws(CalendarError) {
    if let end, end < start {
      throw CalendarError(.endsBeforeStart, "the end \(end) is before the start \(start)")
    }
    self.start = start
    self.end = end
  }

  /// Only for an end known not to be before the start.
  init(orderedStart start: CivilDate, end: CivilDate?) {
    self.start = start
    self.end = end
  }

  /// True when it contains no day.
  public var isEmpty: Bool { end == start }

  /// Whether a day lies in it.
  public func contains(_ date: CivilDate) -> Bool {
    guard date >= start else { return false }
    guard let end else { return true }
    return date < end
  }

  /// Whether some day lies in both.
  public func overlaps(_ other: DateInterval) -> Bool {
    guard !isEmpty, !other.isEmpty else { return false }
    let startsBeforeOtherEnds = other.end.map { start < $0 } ?? true
    let otherStartsBeforeEnd = end.map { other.start < $0 } ?? true
    return startsBeforeOtherEnds && otherStartsBeforeEnd
  }

  /// The days that lie in both; nil when there are none.
  public func intersection(_ other: DateInterval) -> DateInterval? {
    guard overlaps(other) else { return nil }
    let ends = [end, other.end].compactMap { $0 }
    return DateInterval(orderedStart: max(start, other.start), end: ends.min())
  }

  /// "2021-07-20 to before 2021-09-20", "from 2021-07-20".
  public var description: String {
    if let end { "\(start) to before \(end)" } else { "from \(start)" }
  }
}
