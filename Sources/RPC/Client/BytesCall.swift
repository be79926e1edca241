internal import Messages
internal import Wire

/// A call with one request: the common part of unary and server-streaming calls.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only.
class BytesCall: ClientCall, @unchecked Sendable {
  final let path: String
  private final let request: [UInt8]
  private final let flags: UInt8

  /// - Throws: INVALID_ARGUMENT for metadata that breaks a rule, RESOURCE_EXHAUSTED for more of it than fits.
  init(
    path: String,
    request: [UInt8],
    options: CallOptions,
    isRepeatable: Bool,
    time: any TimeSource
  ) throws(RPCError) {
    self.path = path
    self.request = request
    flags = isRepeatable ? OpenPrelude.idempotentFlag : 0
    let encoded = try BytesCall.encodedMetadata(path: path, options: options)
    var deadlineNanoseconds: Int64?
    if let timeout = options.timeout {
      guard timeout > .zero else {
        throw RPCError(.deadlineExceeded, "no time was left for the call; it was not sent", isNotProcessed: true)
      }
      deadlineNanoseconds = time.nowNanoseconds + timeout.nanosecondsClamped
    }
    super.init(deadlineNanoseconds: deadlineNanoseconds, mayRepeat: true)
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

  override final func openPrelude(nowNanoseconds: Int64, limits: WireLimits) -> OpenPrelude {
    var prelude = super.openPrelude(nowNanoseconds: nowNanoseconds, limits: limits)
    prelude.flags = flags
    return prelude
  }

  override final var wholeMessage: [UInt8]? { request }

  /// The error that a CLOSE tells.
  static func error(_ status: CloseStatus, _ metadata: UnsafeRawBufferPointer) -> RPCError {
    // Metadata that does not decode leaves the code as it is.
    let decoded = (try? RpcV1.CloseMetadata(decoding: metadata)) ?? RpcV1.CloseMetadata()
    return RPCError(
      StatusCode(rawValue: status.code) ?? .unknown,
      decoded.message,
      details: decoded.details,
      trailers: Metadata(wireEntries: decoded.trailers),
      retryAfter: status.retryAfterMilliseconds > 0 ? .milliseconds(status.retryAfterMilliseconds) : nil,
      isNotProcessed: status.flags.contains(.notProcessed),
      isNotRetryable: status.flags.contains(.noRetry),
      origin: status.flags.contains(.originProxy) ? .proxy : .peer
    )
  }

  /// Gives the peer credit for what has come.
  final func returnCredit(consumed: Int) {
    guard case .open(let connection, let slot, _) = state else { return }
    connection.core.machine.writeCredit(slot: slot, consumed: consumed, into: &connection.core.outbound)
    connection.core.requestFlush()
  }
}
