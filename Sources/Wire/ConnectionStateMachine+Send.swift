internal import Messages

/// How far a message has come.
public enum SendProgress: Hashable, Sendable {
  /// All of it was encoded.
  case complete
  /// A fragment was encoded; more can follow at once.
  case partial
  /// Nothing was encoded: the stream has no credit.
  case blocked
}

extension ConnectionStateMachine {
  /// Encodes the preface and this side's HELLO: the first thing that is sent.
  public func writeGreeting(agent: String, into buffer: inout OutboundBuffer) {
    buffer.appendPreface()
    var hello = RpcV1.Hello()
    hello.versions = [1]
    hello.maxFrameBytes = UInt32(clamping: limits.frameBytesMax)
    hello.maxMessageBytes = UInt32(clamping: limits.messageBytesMax)
    hello.maxStreams = UInt32(clamping: limits.streamsMax)
    hello.streamWindowBytes = UInt32(clamping: limits.streamWindowBytes)
    hello.pingIntervalMilliseconds = UInt32(clamping: limits.pingIntervalMilliseconds)
    if limits.acceptsCompressed { hello.compressors = [WireLimits.compressorName] }
    hello.agent = agent
    let bytes = hello.encodedBytes()
    let body = buffer.appendFrame(.hello, stream: 0, dataLength: bytes.count)
    bytes.withUnsafeBytes { body.copyMemory(from: $0) }
  }

  /// Opens the next stream and encodes its OPEN. For the client role; ask `openObstacle` before.
  /// - Parameters:
  ///   - prelude: its `responseCredit` is what the peer may send before the first CREDIT.
  ///   - meta: an encoded OpenMetadata of at most 8176 bytes.
  ///   - message: the whole request when it fits in the frame; nil when DATA frames follow.
  /// - Returns: the stream's slot.
  public mutating func writeOpen(
    prelude: OpenPrelude,
    meta: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    endsStream: Bool,
    isCompressed: Bool = false,
    into buffer: inout OutboundBuffer
  ) -> Int {
    let slot = openStream(responseCredit: Int(prelude.responseCredit))
    let stream = streams[slot].stream
    buffer.appendOpen(
      stream: stream,
      prelude: prelude,
      meta: meta,
      message: message,
      endsStream: endsStream,
      isCompressed: isCompressed
    )
    return slot
  }

  /// Opens the next stream; the caller encodes the OPEN itself, with the stream number from `stream(at:)`.
  public mutating func openStream(responseCredit: Int) -> Int {
    lastStream = lastStream == 0 ? 1 : lastStream + 2
    var state = StreamState(stream: lastStream, sendCredit: peer.streamWindowBytes, receiveWindow: responseCredit)
    state.messageBytesMax = limits.messageBytesMax
    return streams.insert(state)
  }

  /// True when a message of this size can go into one OPEN beside `metaByteCount` bytes of OpenMetadata.
  public func fitsOpen(messageByteCount: Int, metaByteCount: Int) -> Bool {
    OpenPrelude.byteCount + metaByteCount + messageByteCount <= peer.frameBytesMax
  }

  /// True when a message of this size can go into one CLOSE with an empty CloseMetadata.
  public func fitsClose(messageByteCount: Int) -> Bool {
    CloseStatus.byteCount + messageByteCount <= peer.frameBytesMax
  }

  /// Encodes the next fragment of a message, as large as the stream's credit and the peer's frame limit allow, and
  /// moves `offset`, the bytes of it that were encoded. An empty message needs no credit.
  /// - Parameters:
  ///   - endsStream: whether the message's last frame also ends this side of the stream.
  ///   - isCompressed: whether the message's bytes are its compressed form.
  public mutating func writeFragment(
    slot: Int,
    message: UnsafeRawBufferPointer,
    offset: inout Int,
    endsStream: Bool = false,
    isCompressed: Bool = false,
    into buffer: inout OutboundBuffer
  ) -> SendProgress {
    let credit = streams[slot].sendCredit
    let remaining = message.count - offset
    let isFirst = offset == 0
    let firstFlags: FrameFlags = isFirst && isCompressed ? .compressed : []
    if remaining <= Swift.min(credit, peer.frameBytesMax) {
      let flags = firstFlags.union(endsStream ? [.hasMessage, .endStream] : .hasMessage)
      let body = buffer.appendFrame(.data, flags: flags, stream: streams[slot].stream, dataLength: remaining)
      sentDataFrameCount &+= 1
      body.copyMemory(from: message.part(offset, message.count))
      streams[slot].sendCredit -= remaining
      offset = message.count
      return .complete
    }
    let totalLength = isFirst ? 4 : 0
    // Strictly less than the rest: the last fragment is the branch above, without MORE.
    let byteCount = Swift.min(credit, peer.frameBytesMax - totalLength, remaining - 1)
    guard byteCount > 0 else { return .blocked }
    let body = buffer.appendFrame(
      .data,
      flags: firstFlags.union(isFirst ? [.hasMessage, .more, .total] : [.hasMessage, .more]),
      stream: streams[slot].stream,
      dataLength: totalLength + byteCount
    )
    sentDataFrameCount &+= 1
    if isFirst { body.storeBigEndian(UInt32(message.count), at: 0) }
    UnsafeMutableRawBufferPointer(rebasing: body[totalLength...])
      .copyMemory(from: message.part(offset, offset + byteCount))
    streams[slot].sendCredit -= byteCount
    offset += byteCount
    return .partial
  }

  /// Encodes the header of a DATA frame with a whole message of `byteCount` bytes, as it is or compressed, and returns
  /// the room for it, to be filled at once; nil when credit or the peer's frame limit does not allow it.
  public mutating func reserveMessage(
    slot: Int,
    byteCount: Int,
    isCompressed: Bool = false,
    into buffer: inout OutboundBuffer
  ) -> UnsafeMutableRawBufferPointer? {
    guard byteCount <= streams[slot].sendCredit, byteCount <= peer.frameBytesMax else { return nil }
    streams[slot].sendCredit -= byteCount
    sentDataFrameCount &+= 1
    let flags: FrameFlags = isCompressed ? [.hasMessage, .compressed] : .hasMessage
    return buffer.appendFrame(.data, flags: flags, stream: streams[slot].stream, dataLength: byteCount)
  }

  /// Encodes the end of this side of a stream, without a message.
  public func writeEndOfStream(slot: Int, into buffer: inout OutboundBuffer) {
    _ = buffer.appendFrame(.data, flags: .endStream, stream: streams[slot].stream)
  }

  /// Notes that a relay has sent `byteCount` bytes of data that it encoded itself.
  public mutating func noteSent(slot: Int, byteCount: Int) {
    streams[slot].sendCredit -= byteCount
  }

  /// Encodes a stream's CLOSE and frees its slot. For the server role; needs no credit.
  /// - Parameters:
  ///   - meta: an encoded CloseMetadata of at most 8184 bytes, or nothing.
  ///   - message: the one response message, only with code 0 and when `fitsClose`.
  public mutating func writeClose(
    slot: Int,
    status: CloseStatus,
    meta: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0),
    message: UnsafeRawBufferPointer? = nil,
    isCompressed: Bool = false,
    into buffer: inout OutboundBuffer
  ) {
    buffer.appendClose(
      stream: streams[slot].stream,
      status: status,
      meta: meta,
      message: message,
      isCompressed: isCompressed
    )
    if !status.flags.contains(.notProcessed) { sentCloseCount &+= 1 }
    streams.remove(slot: slot)
  }

  /// Encodes a CLOSE with code 0 up to its message of `messageByteCount` bytes, frees the slot, and returns the room
  /// for the message, to be filled at once. Ask `fitsClose` before.
  public mutating func reserveClose(
    slot: Int,
    messageByteCount: Int,
    into buffer: inout OutboundBuffer
  ) -> UnsafeMutableRawBufferPointer {
    let body = buffer.appendFrame(
      .close,
      flags: .hasMessage,
      stream: streams[slot].stream,
      metaLength: CloseStatus.byteCount,
      dataLength: messageByteCount
    )
    CloseStatus(code: 0).encode(into: body)
    sentCloseCount &+= 1
    streams.remove(slot: slot)
    return UnsafeMutableRawBufferPointer(rebasing: body[CloseStatus.byteCount...])
  }

  /// Frees the slot of a stream whose CLOSE the caller encodes itself.
  public mutating func noteClosed(slot: Int) {
    streams.remove(slot: slot)
  }

  /// Encodes the answer to a call that is not taken (`ConnectionEvent.openRefused`): it may be repeated elsewhere.
  public func writeRefusal(
    stream: UInt32,
    code: UInt8,
    meta: UnsafeRawBufferPointer,
    into buffer: inout OutboundBuffer
  ) {
    let status = CloseStatus(code: code, flags: .notProcessed)
    buffer.appendClose(stream: stream, status: status, meta: meta, message: nil)
  }

  /// Encodes a CANCEL and frees the slot.
  public mutating func writeCancel(slot: Int, into buffer: inout OutboundBuffer) {
    buffer.appendCancel(stream: streams[slot].stream)
    streams.remove(slot: slot)
  }

  /// Encodes a GOAWAY: later streams than `lastStream` are refused from now on.
  /// - Parameter lastStream: `noLastStream` in the first phase of a graceful end; nil = the last one opened so far.
  public mutating func writeGoAway(
    lastStream: UInt32? = nil,
    code: UInt32 = 0,
    reason: String,
    into buffer: inout OutboundBuffer
  ) {
    let last = lastStream ?? (role == .server ? self.lastStream : 0)
    hasSentGoAway = true
    lastStreamTaken = last
    var goAway = RpcV1.GoAway()
    goAway.lastStream = last
    goAway.code = code
    goAway.reason = String(reason.prefix(512))
    let bytes = goAway.encodedBytes()
    let body = buffer.appendFrame(.goAway, stream: 0, dataLength: bytes.count)
    bytes.withUnsafeBytes { body.copyMemory(from: $0) }
  }
}
