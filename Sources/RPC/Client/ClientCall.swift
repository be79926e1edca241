internal import Synchronization
internal import Wire

/// A call that this side makes, from its submission until its end. Subclasses say what is sent and what becomes of the
/// answer.
///
/// Unchecked: everything mutable is touched on the channel's loop only, save `isCancelled`, which is atomic. Before its
/// submission a call is known to its maker alone.
class ClientCall: @unchecked Sendable {
  enum State {
    /// Not on any connection: new, or waiting for one.
    case waiting
    /// On a connection.
    case open(ClientConnection, slot: Int, stream: UInt32)
    /// The maker was told how it ended, or said that it no longer cares.
    case over
  }

  final let deadlineNanoseconds: Int64?
  /// Whether the call can be made again, once, when it certainly was not processed.
  final var mayRepeat: Bool
  /// Whether the call waits while the peer cannot be reached.
  final var waitsForReady = false
  /// Encoded OpenMetadata.
  final var metadata: [UInt8] = []
  final var attempt: UInt8 = 0
  /// True when the call was sent before it was known how many streams the peer takes.
  final var wasOpenedBeforeHello = false
  final var state = State.waiting
  /// Place in the channel's list of calls that are not over; -1 = not in it.
  final var registryIndex = -1
  /// Bytes that its connection has given to the transport when the whole OPEN is among them.
  final var openEndByteCount: UInt64 = 0
  /// Credit that the answering side got before the call was on a connection.
  final var extraCredit = 0
  final let isCancelled = Atomic<Bool>(false)
  private(set) final var outboundStream: OutboundStream?

  init(deadlineNanoseconds: Int64?, mayRepeat: Bool) {
    self.deadlineNanoseconds = deadlineNanoseconds
    self.mayRepeat = mayRepeat
  }

  // MARK: What is sent

  /// The OPEN's prelude, made when it is sent.
  func openPrelude(nowNanoseconds: Int64, limits: WireLimits) -> OpenPrelude {
    OpenPrelude(
      timeoutNanoseconds: deadlineNanoseconds.map { UInt64(max(1, $0 - nowNanoseconds)) } ?? 0,
      attempt: attempt,
      responseCredit: UInt32(limits.streamWindowBytes)
    )
  }

  /// Whether the whole request should be compressed, if the peer takes that.
  var compressesWholeMessage: Bool { false }

  /// Whether the whole request is its compressed form already.
  var isWholeMessageCompressed: Bool { false }

  /// Whether what is sent depends on what the peer's HELLO says.
  var needsPeerHello: Bool { false }

  /// Largest answer that is accepted, in bytes.
  var responseBytesMax: Int { .max }

  /// The whole request, where there is one to be sent with the OPEN or right behind it.
  var wholeMessage: [UInt8]? { nil }

  /// True when nothing follows the whole request.
  var endsWithOpenFrame: Bool { true }

  /// Keeps the parts of the OPEN, because there is no connection yet.
  func keep(metadata: UnsafeRawBufferPointer, message: UnsafeRawBufferPointer?) {}

  // MARK: What comes back

  /// The OPEN was encoded.
  func opened() {}

  /// A DATA frame came.
  func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {}

  /// HEADERS came.
  /// - Throws: INTERNAL when they make no sense; the call then ends with that.
  func receivedHeaders(_ metadata: UnsafeRawBufferPointer) throws(RPCError) {}

  /// CLOSE came; `metadata` is the encoded CloseMetadata. The last thing that is told.
  func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool
  ) {}

  /// The call ended without CLOSE. The last thing that is told.
  func failed(_ error: RPCError) {}

  /// The peer takes more.
  func creditGranted(_ increment: Int) {
    if let outboundStream, case .open(let connection, _, _) = state { connection.core.enterLine(outboundStream) }
  }

  // MARK: Sending messages

  /// Puts a message that is too large for the OPEN behind it.
  final func send(_ message: OutboundMessage) {
    guard case .open(let connection, let slot, let stream) = state else { return }
    let line = outboundStream ?? OutboundStream(slot: slot, stream: stream)
    outboundStream = line
    line.messages.append(message)
    connection.core.enterLine(line)
  }

  /// The stream is no longer open; another may be opened for the call.
  final func leaveConnection() {
    outboundStream?.abandon()
    outboundStream = nil
    state = .waiting
  }
}
