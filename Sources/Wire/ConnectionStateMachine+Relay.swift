extension ConnectionStateMachine {
  /// Encodes on this connection what a DATA frame brought on another one: as one frame where the peer's frame limit
  /// allows it, which it does with default limits, else fragmented anew. The caller has compared `sendCredit(slot:)`
  /// with the fragment's size.
  /// - Parameter data: the fragment's bytes, without the size that preceded them.
  public mutating func writeRelayed(
    slot: Int,
    _ fragment: DataFragment,
    _ data: UnsafeRawBufferPointer,
    into buffer: inout OutboundBuffer
  ) {
    let stream = streams[slot].stream
    streams[slot].sendCredit -= fragment.byteCount
    guard fragment.hasMessage else {
      _ = buffer.appendFrame(.data, flags: .endStream, stream: stream)
      return
    }
    var offset = 0
    var isFirst = fragment.isFirst
    repeat {
      let remaining = data.count - offset
      let isSplit = !fragment.isLast || remaining > peer.frameBytesMax
      let totalLength = isFirst && isSplit ? 4 : 0
      let byteCount = Swift.min(remaining, peer.frameBytesMax - totalLength)
      let isEnd = fragment.isLast && byteCount == remaining && totalLength == 0
      var flags: FrameFlags = isEnd ? .hasMessage : [.hasMessage, .more]
      if totalLength > 0 { flags.insert(.total) }
      if isFirst && fragment.isCompressed { flags.insert(.compressed) }
      if isEnd && fragment.endsStream { flags.insert(.endStream) }
      let body = buffer.appendFrame(.data, flags: flags, stream: stream, dataLength: totalLength + byteCount)
      sentDataFrameCount &+= 1
      if totalLength > 0 { body.storeBigEndian(UInt32(fragment.messageByteCount), at: 0) }
      UnsafeMutableRawBufferPointer(rebasing: body[totalLength...])
        .copyMemory(from: data.part(offset, offset + byteCount))
      offset += byteCount
      isFirst = false
    } while offset < data.count
  }
}
