import Foundation

/// How `${now}` writes the time.
enum TimeForm: String, Sendable, CaseIterable {
  case seconds
  case milliseconds
  case microseconds
  case nanoseconds
  /// "2026-11-26", in UTC.
  case date
  /// "2026-11", in UTC.
  case month

  /// The time as text.
  func text(unixNanoseconds: Int64) -> String {
    switch self {
    case .seconds: String(unixNanoseconds / 1_000_000_000)
    case .milliseconds: String(unixNanoseconds / 1_000_000)
    case .microseconds: String(unixNanoseconds / 1_000)
    case .nanoseconds: String(unixNanoseconds)
    case .date: String(Self.timestamp(unixNanoseconds).prefix(10))
    case .month: String(Self.timestamp(unixNanoseconds).prefix(7))
    }
  }

  private static func timestamp(_ unixNanoseconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(unixNanoseconds / 1_000_000_000)).formatted(.iso8601)
  }
}
