internal import Messages
internal import Wire

/// A call that is made with encoded messages: the common part of unary and streaming calls.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only.
class BytesCall: ClientCall, @unchecked Sendable {
  final let path: String
  private final let request: [UInt8]?
  private final let flags: UInt8
  private final let compressesRequests: Bool
  private final let observer: (any ClientObserver)?
  private final let startedNanoseconds: Int64
  private final let time: any TimeSource
  private final let responseLimit: Int
  /// Largest answer after inflating, in bytes.
  final let inflatedBytesMax: Int

  /// - Parameter request: the only request; nil when requests follow.
  /// - Throws: INVALID_ARGUMENT for metadata that breaks a rule, RESOURCE_EXHAUSTED for more of it than fits,
  ///   DEADLINE_EXCEEDED when no time is left.
  init(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions,
    limits: WireLimits,
    time: any TimeSource,
    observer: (any ClientObserver)?
  ) throws(RPCError) {
    path = method.path
    self.observer = observer
    self.time = time
    // Looking at the clock is not for nothing.
    startedNanoseconds = observer == nil && options.timeout == nil ? 0 : time.nowNanoseconds
    self.request = request
    compressesRequests = options.compressesRequests
    responseLimit = options.responseBytesMax ?? .max
    inflatedBytesMax = min(responseLimit, limits.messageBytesMax)
    var flags: UInt8 = 0
    if method.idempotency != .unknown { flags |= OpenPrelude.idempotentFlag }
    if options.acceptsCompressedResponses { flags |= OpenPrelude.acceptsCompressedFlag }
    self.flags = flags
    let encoded = try BytesCall.encodedMetadata(path: path, options: options)
    var deadlineNanoseconds: Int64?
    if let timeout = options.timeout {
      guard timeout > .zero else {
        throw RPCError(.deadlineExceeded, "no time was left for the call; it was not sent", isNotProcessed: true)
      }
      deadlineNanoseconds = startedNanoseconds + timeout.nanosecondsClamped
    }
    // Requests that were sent one by one are not kept, so such a call cannot be made again.
    super.init(deadlineNanoseconds: deadlineNanoseconds, mayRepeat: request != nil && options.repeatsUnprocessed)
    waitsForReady = options.waitsForReady
    attempt = options.attempt
    metadata = encoded
  }

  private static func encodedMetadata(path: String, options: CallOptions) throws(RPCError) -> [UInt8] {
    if let violation = options.metadata.violation { throw RPCError(.invalidArgument, violation) }
    var open = RpcV1.OpenMetadata()
    open.method = path
    open.traceparent = options.traceparent
    open.entries = options.metadata.wireEntries
    let encoded = open.encodedBytes()
    let byteCountMax = WireLimits.metaBytesMax - OpenPrelude.byteCount
    if encoded.count > byteCountMax {
      throw RPCError(
        .resourceExhausted,
        "method and metadata have \(encoded.count) bytes; at most \(byteCountMax) can be sent with a call"
      )
    }
    return encoded
  }

  /// Tells the observer of the call's end. On the loop; once.
  final func noteEnd(_ error: RPCError?) {
    guard let observer else { return }
    observer.callEnded(
      method: path,
      code: error?.code ?? .ok,
      durationNanoseconds: time.nowNanoseconds - startedNanoseconds
    )
  }

  override final func openPrelude(nowNanoseconds: Int64, limits: WireLimits) -> OpenPrelude {
    var prelude = super.openPrelude(nowNanoseconds: nowNanoseconds, limits: limits)
    prelude.flags = limits.acceptsCompressed ? flags : flags & ~OpenPrelude.acceptsCompressedFlag
    return prelude
  }

  override final var wholeMessage: [UInt8]? { request }
  override final var endsWithOpenFrame: Bool { request != nil }
  override final var compressesWholeMessage: Bool { compressesRequests }
  override final var responseBytesMax: Int { responseLimit }

  /// The error that a CLOSE tells.
  static func error(_ status: CloseStatus, _ metadata: UnsafeRawBufferPointer) -> RPCError {
    let (decoded, trailers) = closeMetadata(metadata)
    return RPCError(
      StatusCode(rawValue: status.code) ?? .unknown,
      decoded.message,
      details: decoded.details,
      trailers: trailers,
      retryAfter: status.retryAfterMilliseconds > 0 ? .milliseconds(status.retryAfterMilliseconds) : nil,
      isNotProcessed: status.flags.contains(.notProcessed),
      isNotRetryable: status.flags.contains(.noRetry),
      origin: status.flags.contains(.originProxy) ? .proxy : .peer
    ).ofMadeCall
  }

  /// The trailers that a CLOSE carries.
  static func trailers(_ metadata: UnsafeRawBufferPointer) -> Metadata {
    metadata.count == 0 ? [:] : closeMetadata(metadata).trailers
  }

  /// The metadata that HEADERS carry.
  static func initialMetadata(_ bytes: UnsafeRawBufferPointer) throws(RPCError) -> Metadata {
    let headers: RpcV1.HeadersMetadata
    do {
      headers = try RpcV1.HeadersMetadata(decoding: bytes)
    } catch {
      throw RPCError(.internalError, "the server's metadata does not decode: \(error)")
    }
    do {
      return try Metadata(checking: headers.entries)
    } catch {
      throw RPCError(.internalError, "the server's metadata breaks a rule: \(error.sentence)")
    }
  }

  private static func closeMetadata(
    _ metadata: UnsafeRawBufferPointer
  ) -> (decoded: RpcV1.CloseMetadata, trailers: Metadata) {
    // Metadata that does not decode, or breaks a rule, leaves the code as it is.
    guard let decoded = try? RpcV1.CloseMetadata(decoding: metadata),
      let trailers = try? Metadata(checking: decoded.trailers)
    else { return (RpcV1.CloseMetadata(), [:]) }
    return (decoded, trailers)
  }

  /// Gives the peer credit for what has come.
  final func returnCredit(consumed: Int) {
    guard case .open(let connection, let slot, _) = state else { return }
    connection.core.machine.writeCredit(slot: slot, consumed: consumed, into: &connection.core.outbound)
    connection.core.requestFlush()
  }
}
