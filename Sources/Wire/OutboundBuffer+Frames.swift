extension OutboundBuffer {
  /// Adds a frame's header and room for its body, which the caller fills at once: `meta_len` bytes of metadata, then
  /// data.
  public mutating func appendFrame(
    _ type: FrameType,
    flags: FrameFlags = [],
    stream: UInt32,
    metaLength: Int = 0,
    dataLength: Int = 0
  ) -> UnsafeMutableRawBufferPointer {
    let bodyLength = metaLength + dataLength
    let frame = appendUninitialized(byteCount: FrameHeader.byteCount + bodyLength)
    FrameHeader(
      length: UInt32(truncatingIfNeeded: bodyLength),
      stream: stream,
      type: type,
      flags: flags,
      metaLength: UInt16(truncatingIfNeeded: metaLength)
    ).encode(into: frame)
    return UnsafeMutableRawBufferPointer(rebasing: frame[FrameHeader.byteCount...])
  }

  /// Adds the preface.
  public mutating func appendPreface() {
    Preface.bytes.withUnsafeBytes { append($0) }
  }

  /// Adds a CANCEL.
  public mutating func appendCancel(stream: UInt32) {
    _ = appendFrame(.cancel, stream: stream)
  }

  /// Adds a CREDIT of `increment` bytes, which is above 0.
  public mutating func appendCredit(stream: UInt32, increment: UInt32) {
    appendFrame(.credit, stream: stream, dataLength: 4).storeBigEndian(increment, at: 0)
  }

  /// Adds a PING, or its answer.
  public mutating func appendPing(opaque: UInt64, isAcknowledgement: Bool) {
    let flags: FrameFlags = isAcknowledgement ? .acknowledgement : []
    appendFrame(.ping, flags: flags, stream: 0, dataLength: 8).storeBigEndian(opaque, at: 0)
  }

  /// Adds a CLOSE: `status`, then `meta` (an encoded CloseMetadata), then, when `message` is not nil, the one response
  /// message. The caller has checked the sizes.
  public mutating func appendClose(
    stream: UInt32,
    status: CloseStatus,
    meta: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool = false
  ) {
    let metaLength = CloseStatus.byteCount + meta.count
    let body = appendFrame(
      .close,
      flags: message == nil ? [] : isCompressed ? [.hasMessage, .compressed] : .hasMessage,
      stream: stream,
      metaLength: metaLength,
      dataLength: message?.count ?? 0
    )
    status.encode(into: body)
    UnsafeMutableRawBufferPointer(rebasing: body[CloseStatus.byteCount...]).copyMemory(from: meta)
    if let message {
      UnsafeMutableRawBufferPointer(rebasing: body[metaLength...]).copyMemory(from: message)
    }
  }

  /// Adds an OPEN: `prelude`, then `meta` (an encoded OpenMetadata), then, when `message` is not nil, the one request
  /// message. The caller has checked the sizes.
  public mutating func appendOpen(
    stream: UInt32,
    prelude: OpenPrelude,
    meta: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    endsStream: Bool,
    isCompressed: Bool = false
  ) {
    var flags: FrameFlags = endsStream ? .endStream : []
    if message != nil { flags.formUnion(isCompressed ? [.hasMessage, .compressed] : .hasMessage) }
    let metaLength = OpenPrelude.byteCount + meta.count
    let body = appendFrame(
      .open,
      flags: flags,
      stream: stream,
      metaLength: metaLength,
      dataLength: message?.count ?? 0
    )
    prelude.encode(into: body)
    UnsafeMutableRawBufferPointer(rebasing: body[OpenPrelude.byteCount...]).copyMemory(from: meta)
    if let message {
      UnsafeMutableRawBufferPointer(rebasing: body[metaLength...]).copyMemory(from: message)
    }
  }
}
