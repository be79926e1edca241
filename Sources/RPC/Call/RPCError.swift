public import Messages

/// A call that did not end well. A handler throws it to answer with a status; a client receives it.
public struct RPCError: Error, Sendable, Equatable {
  /// Who made the status.
  public enum Origin: Sendable, Hashable {
    /// This side, without word from the peer.
    case local
    /// The called service.
    case peer
    /// A proxy on the way to it.
    case proxy
  }

  /// What kind of failure it is; never `.ok`.
  public var code: StatusCode
  /// For people: what is wrong and what to do. Never parsed by programs.
  public var message: String
  /// Typed details, for programs.
  public var details: [RpcV1.ErrorDetail]
  /// Trailing metadata.
  public var trailers: Metadata
  /// How long to wait before repeating the call, if the peer said so; sent in milliseconds.
  public var retryAfter: Duration?
  /// True when the call certainly had no effect: it may be repeated whatever it does.
  public var isNotProcessed: Bool
  /// True when the call must not be repeated by itself.
  public var isNotRetryable: Bool
  /// What happened, for the log of the side that made it: never sent. Nil when the message says it all.
  public var diagnosis: String?
  /// Who made the status. Setting it makes the error the setter's own word.
  public var origin: Origin {
    didSet { endedMadeCall = false }
  }
  /// True when a call that this side made ended with this. Thrown on by a handler, it says nothing of the handler's
  /// own call (`RPCError(thrown:)`).
  var endedMadeCall = false

  /// An error by its parts.
  public init(
    _ code: StatusCode,
    _ message: String,
    details: [RpcV1.ErrorDetail] = [],
    trailers: Metadata = [:],
    retryAfter: Duration? = nil,
    isNotProcessed: Bool = false,
    isNotRetryable: Bool = false,
    origin: Origin = .local
  ) {
    self.code = code
    self.message = message
    self.details = details
    self.trailers = trailers
    self.retryAfter = retryAfter
    self.isNotProcessed = isNotProcessed
    self.isNotRetryable = isNotRetryable
    self.origin = origin
  }
}

extension RPCError {
  /// The same error, as the end of a call that this side made.
  var ofMadeCall: RPCError {
    var error = self
    error.endedMadeCall = true
    return error
  }

  /// Errors are equal when they say the same to the caller, wherever they come from.
  public static func == (left: RPCError, right: RPCError) -> Bool {
    left.code == right.code && left.message == right.message && left.details == right.details
      && left.trailers == right.trailers && left.retryAfter == right.retryAfter
      && left.isNotProcessed == right.isNotProcessed && left.isNotRetryable == right.isNotRetryable
      && left.origin == right.origin
  }
}

extension RPCError: CustomStringConvertible {
  /// Code and message in one line.
  public var description: String { "\(code): \(message)" }
}
