import Observability

/// How a file that is followed stands.
struct FollowedFileStatus: Equatable, Sendable {
  var path = ""
  /// When what is in use was read, in microseconds since 1970 (UTC).
  var loadedUnixMicroseconds: UInt64 = 0
  /// How often it was read and taken.
  var loadedCount: UInt64 = 0
  /// How often it was read and not taken.
  var failedCount: UInt64 = 0
  /// Why the file that is there now is not in use; empty when it is.
  var problem = ""

  mutating func noteLoaded() {
    loadedUnixMicroseconds = UnixClock.nowMicroseconds
    loadedCount += 1
    problem = ""
  }

  mutating func noteFailed(_ problems: [String]) {
    failedCount += 1
    problem = problems.first ?? ""
    if problems.count > 1 { problem += " (and \(problems.count - 1) more)" }
  }
}
