import Glibc

/// Where log lines go, and what time it is.
struct LogOutput: Sendable {
  /// Takes one whole line with its line feed.
  var write: @Sendable ([UInt8]) -> Void
  /// The time now.
  var now: @Sendable () -> UTCTimestamp

  /// Standard error and the system's clock. A line is handed over in one call, so that lines of several threads do not
  /// mix.
  static let standardError = LogOutput(
    write: { line in
      var rest = line[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if count < 0 {
          if errno == EINTR { continue }
          return  // nowhere left to say it
        }
        rest = rest.dropFirst(count)
      }
    },
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return UTCTimestamp(unixSeconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
  )
}
