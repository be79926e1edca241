/// How far a call has come. Times are by the loop's clock, as the loop last looked at it; nil = not yet.
public struct CallProgress: Sendable, Hashable {
  /// Requests that have arrived completely.
  public var receivedMessages: UInt64 = 0
  /// Answers that were written.
  public var sentMessages: UInt64 = 0
  /// Bytes of requests, as they travel.
  public var receivedBytes: UInt64 = 0
  /// Bytes of answers, before compression.
  public var sentBytes: UInt64 = 0
  /// When the handler began, or the call was sent on.
  public var handlerStartedNanoseconds: Int64?
  /// When the first of several answers was written.
  public var firstResponseNanoseconds: Int64?

  /// Nothing yet.
  public init() {}

  mutating func received(_ byteCount: Int, completesMessage: Bool) {
    receivedBytes &+= UInt64(byteCount)
    if completesMessage { receivedMessages &+= 1 }
  }

  mutating func sent(_ byteCount: Int) {
    sentBytes &+= UInt64(byteCount)
    sentMessages &+= 1
  }
}
