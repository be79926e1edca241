internal import Synchronization

/// What a handler may know of the call it answers. That the caller gave up, or that the time ran out, the handler
/// learns as the cancellation of its task.
public struct CallContext: Sendable {
  /// The method: "ocop.registry.v1.Registry/GetRecord".
  public let path: String
  /// The caller's metadata.
  public let metadata: Metadata
  /// W3C traceparent of the caller; empty when there is none.
  public let traceparent: String
  /// How often the call was tried before.
  public let attempt: UInt8
  let deadlineNanoseconds: Int64?
  let connection: ConnectionFacts

  init(
    path: String,
    metadata: Metadata,
    traceparent: String,
    attempt: UInt8,
    deadlineNanoseconds: Int64?,
    connection: ConnectionFacts
  ) {
    self.path = path
    self.metadata = metadata
    self.traceparent = traceparent
    self.attempt = attempt
    self.deadlineNanoseconds = deadlineNanoseconds
    self.connection = connection
  }

  /// A context for calling a handler directly, without a connection.
  public init(path: String, metadata: Metadata = [:], timeout: Duration? = nil, peer: String = "direct") {
    let time = SystemTimeSource()
    self.init(
      path: path,
      metadata: metadata,
      traceparent: "",
      attempt: 0,
      deadlineNanoseconds: timeout.map { time.nowNanoseconds + $0.nanosecondsClamped },
      connection: ConnectionFacts(peer: peer, time: time)
    )
  }

  /// Time left for the call, never below zero; nil when the caller set none.
  public var timeRemaining: Duration? {
    deadlineNanoseconds.map { .nanoseconds(max(0, $0 - connection.time.nowNanoseconds)) }
  }

  /// When the time for the call runs out; nil when the caller set none.
  public var deadline: ContinuousClock.Instant? {
    timeRemaining.map { ContinuousClock.now + $0 }
  }

  /// Who calls, for logs: "tcp:127.0.0.1:51234".
  public var peer: String { connection.peer }

  /// True once the server has begun to stop: a long answer should come to its end.
  public var isDraining: Bool { connection.isDraining.load(ordering: .relaxed) }
}

/// What all calls of a connection share.
final class ConnectionFacts: Sendable {
  let peer: String
  let time: any TimeSource
  let isDraining = Atomic<Bool>(false)

  init(peer: String, time: any TimeSource) {
    self.peer = peer
    self.time = time
  }
}
