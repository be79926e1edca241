import ClientKit
import Foundation

/// A point in time on the command line: a day, which begins at midnight UTC, or a time as `ocop` prints it.
enum TimeArgument {
  /// Microseconds since 1970-01-01T00:00:00Z.
  ///
  /// - Throws: ``CommandFailure`` for a text that is neither "2021-11-05" nor "2021-11-05T08:30:00Z".
  static func unixMicroseconds(_ text: String, option: String) throws(CommandFailure) -> Int64 {
    let whole = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
    guard let date = try? Date(whole, strategy: .iso8601), abs(date.timeIntervalSince1970) < 1e11 else {
      throw CommandFailure(.usage, "\(option) \(text) is neither a day, 2021-11-05, nor a time, 2021-11-05T08:30:00Z")
    }
    return Int64(date.timeIntervalSince1970.rounded(.down)) * 1_000_000
  }
}
