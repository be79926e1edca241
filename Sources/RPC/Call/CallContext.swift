internal import Synchronization
internal import Wire

/// What a handler may know of the call it answers, and what it may add to the answer. That the caller gave up, or that
/// the time ran out, the handler learns as the cancellation of its task.
public struct CallContext: Sendable {
  /// The call that the running task answers; nil outside of handlers. Calls made by the handler inherit from it what is
  /// left of its time, and its trace (`CallOptions.inheritsCurrentCall`). Handlers that run on the event loop at once
  /// have none.
  @TaskLocal public static var current: CallContext?

  let state: CallState

  init(_ state: CallState) {
    self.state = state
  }

  /// A context for calling a handler directly, without a connection.
  public init(
    path: String,
    metadata: Metadata = [:],
    timeout: Duration? = nil,
    peer: String = "direct",
    caller: Caller? = nil
  ) {
    let time = SystemTimeSource()
    let now = time.nowNanoseconds
    self.init(
      CallState(
        path: path,
        caller: caller,
        metadata: metadata,
        traceparent: "",
        attempt: 0,
        hops: 0,
        acceptsCompressed: false,
        deadlineNanoseconds: timeout.map { now + $0.nanosecondsClamped },
        startedNanoseconds: now,
        connection: ConnectionFacts(peer: peer, time: time)
      )
    )
  }

  /// The method: "ocop.registry.v1.Registry/GetRecord".
  public var path: String { state.path }
  /// The caller's metadata.
  public var metadata: Metadata { state.metadata }
  /// W3C traceparent of the caller; empty when there is none.
  public var traceparent: String { state.traceparent }
  /// How often the call was tried before.
  public var attempt: UInt8 { state.attempt }

  var deadlineNanoseconds: Int64? { state.deadlineNanoseconds }

  /// Time left for the call, never below zero; nil when the caller set none.
  public var timeRemaining: Duration? {
    deadlineNanoseconds.map { .nanoseconds(max(0, $0 - state.connection.time.nowNanoseconds)) }
  }

  /// When the time for the call runs out; nil when the caller set none.
  public var deadline: ContinuousClock.Instant? {
    timeRemaining.map { ContinuousClock.now + $0 }
  }

  /// Who calls, for logs: "tcp:127.0.0.1:51234".
  public var peer: String { state.connection.peer }

  /// What the transport has verified of who calls.
  public var peerIdentity: PeerIdentity { state.connection.identity }

  /// Who calls, as an admission interceptor has verified it; nil where none did. Handlers of rows show nothing then.
  public var caller: Caller? { state.caller }

  // MARK: The answer

  /// Sets the metadata that travels ahead of the first answer. Of several settings before that, the last one counts.
  /// - Throws: INTERNAL for metadata that breaks a rule or does not fit into a frame, or when it is too late, because
  ///   an answer was sent.
  public func setInitialMetadata(_ metadata: Metadata) throws(RPCError) {
    try CallContext.check(metadata)
    state.hasAnswerMetadata.store(true, ordering: .relaxed)
    let isLate = state.answer.withLock { answer in
      if !answer.isInitialMetadataSent { answer.initialMetadata = metadata }
      return answer.isInitialMetadataSent
    }
    if isLate { throw RPCError(.internalError, "initial metadata was set after the first answer") }
  }

  /// Sets the metadata that travels behind the last answer, also with an error that has no trailers of its own.
  /// - Throws: INTERNAL for metadata that breaks a rule or does not fit into a frame.
  public func setTrailers(_ metadata: Metadata) throws(RPCError) {
    try CallContext.check(metadata)
    state.hasAnswerMetadata.store(true, ordering: .relaxed)
    state.answer.withLock { $0.trailers = metadata }
  }

  /// Whether the following answers are compressed, where the caller takes that and they get smaller. At first false.
  public var compressesResponses: Bool {
    get { state.compressesResponses.load(ordering: .relaxed) }
    nonmutating set { state.compressesResponses.store(newValue, ordering: .relaxed) }
  }

  /// Whether the request, or of several requests the last one that was read, came compressed.
  public var isRequestCompressed: Bool { state.isRequestCompressed.load(ordering: .relaxed) }

  private static func check(_ metadata: Metadata) throws(RPCError) {
    if let violation = metadata.violation { throw RPCError(.internalError, violation) }
    let byteCount = metadata.encodedByteCountMax
    if byteCount > WireLimits.metaBytesMax / 2 {
      throw RPCError(.internalError, "metadata of \(byteCount) bytes; at most \(WireLimits.metaBytesMax / 2) are sent")
    }
  }
}
