public import Messages

/// A call that has arrived and was not taken on yet: what travels beside its messages.
public struct ArrivingCall: Sendable {
  /// The method: "ocop.registry.v1.Registry/GetRecord".
  public let path: String
  /// The caller's metadata.
  public let metadata: Metadata
  /// Who may call the method, as its schema declares it; nil for a call that is passed on to another daemon, whose
  /// methods this one need not know.
  public let access: MethodAccess?
  /// How often the call was tried before.
  public let attempt: UInt8
  /// Proxies that it has passed.
  public let hops: UInt8
  /// Who calls, if an interceptor has found out.
  public private(set) var caller: Caller?
  let deadlineNanoseconds: Int64?
  let connection: ConnectionFacts

  init(
    path: String,
    access: MethodAccess?,
    metadata: Metadata,
    attempt: UInt8,
    hops: UInt8,
    deadlineNanoseconds: Int64?,
    connection: ConnectionFacts
  ) {
    self.path = path
    self.access = access
    self.metadata = metadata
    self.attempt = attempt
    self.hops = hops
    self.deadlineNanoseconds = deadlineNanoseconds
    self.connection = connection
  }

  /// Who calls, for logs: "tcp:127.0.0.1:51234".
  public var peer: String { connection.peer }
  /// What the transport has verified of who calls.
  public var peerIdentity: PeerIdentity { connection.identity }

  /// Time left for the call, never below zero; nil when the caller set none.
  public var timeRemaining: Duration? {
    deadlineNanoseconds.map { .nanoseconds(max(0, $0 - connection.time.nowNanoseconds)) }
  }

  /// Tells the handler, and a relay, who calls. The first to tell counts.
  public mutating func identify(as caller: Caller) {
    if self.caller == nil { self.caller = caller }
  }
}
