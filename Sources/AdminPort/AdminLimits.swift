public import NIOCore

/// What a caller of the admin port may use up.
public struct AdminLimits: Sendable {
  /// Bytes of a request's path, and of its header lines together.
  public var headBytesMax = 16_384
  /// Header lines of a request.
  public var headerLinesMax = 100
  /// Connections at once; more are closed as they come.
  public var connectionsMax = 16
  /// Time for a request to arrive.
  public var requestTimeout = TimeAmount.seconds(5)
  /// Time for the answer to be made and to leave.
  public var answerTimeout = TimeAmount.seconds(15)
  /// Time for the caller to close its side after it has the answer.
  public var lingerTimeout = TimeAmount.seconds(1)

  /// Limits that fit a daemon.
  public init() {}
}
