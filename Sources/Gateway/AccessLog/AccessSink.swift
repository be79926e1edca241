/// Takes the lines of the access log. Used by one thread at a time; may block.
protocol AccessSink: AnyObject, Sendable {
  /// Writes whole lines.
  /// - Throws: `AccessLogFailure` when they are not written.
  func write(_ lines: [UInt8]) throws(AccessLogFailure)
  /// The file was moved away: lines go into a new one from now on.
  func reopen() throws(AccessLogFailure)
}

/// Why lines cannot be written, for people.
struct AccessLogFailure: Error, Equatable {
  let sentence: String

  init(_ sentence: String) {
    self.sentence = sentence
  }
}
