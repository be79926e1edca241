public import Messages

/// A call that has arrived and was not taken on yet: what travels beside its messages.
public struct ArrivingCall: Sendable {
  private let context: CallContext

  init(_ context: CallContext) {
    self.context = context
  }

  /// The method: "ocop.registry.v1.Registry/GetRecord".
  public var path: String { context.path }
  /// The caller's metadata.
  public var metadata: Metadata { context.metadata }
  /// Who calls, for logs: "tcp:127.0.0.1:51234".
  public var peer: String { context.peer }
  /// What the transport has verified of who calls.
  public var peerIdentity: PeerIdentity { context.peerIdentity }
  /// Who may call the method, as its schema declares it; nil for a call that is passed on to another daemon, whose
  /// methods this one need not know.
  public var access: MethodAccess? { context.state.method?.access }
  /// Who calls, if an interceptor before has found out.
  public var caller: Caller? { context.caller }

  /// Tells the handler, and a relay, who calls. The first to tell counts.
  public func identify(as caller: Caller) { context.identify(as: caller) }

  /// Time left for the call, never below zero; nil when the caller set none.
  public var timeRemaining: Duration? { context.timeRemaining }
  /// How often the call was tried before.
  public var attempt: UInt8 { context.attempt }
  /// Proxies that it has passed.
  public var hops: UInt8 { context.state.hops }
}
