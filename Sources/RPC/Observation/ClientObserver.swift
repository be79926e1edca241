/// Told how the calls of a channel end: for metrics. Told on the channel's loop, for each call, so it has to be quick.
public protocol ClientObserver: AnyObject, Sendable {
  /// A call is over.
  /// - Parameters:
  ///   - method: the method's path, a string that belongs to the program.
  ///   - code: the status that the caller is told.
  ///   - durationNanoseconds: from its making to its end, the wait for a connection included.
  func callEnded(method: String, code: StatusCode, durationNanoseconds: Int64)
}
