import Testing
import Wire

@Suite struct GoldenFramesTests {
  static let blocks = GoldenBlock.read("frames.txt")

  @Test("the golden frames are there")
  func present() {
    #expect(GoldenFramesTests.blocks.count > 25)
  }

  @Test("golden frames are read as their text says, however they are cut", arguments: blocks, Feeding.allCases)
  func read(_ block: GoldenBlock, _ feeding: Feeding) throws {
    let role: ConnectionRole = block["direction"] == "client-to-server" ? .server : .client
    let (frames, violation) = ReadFrame.read(block.bytes, role: role, hasPreface: block["preface"] == "yes", feeding)
    #expect(violation == nil)
    let expected = block.frames
    #expect(frames.count == expected.count)
    for (frame, fields) in zip(frames, expected) { check(frame, fields) }
  }

  @Test("golden frames are written byte for byte from what was read", arguments: blocks)
  func write(_ block: GoldenBlock) throws {
    let role: ConnectionRole = block["direction"] == "client-to-server" ? .server : .client
    let (frames, _) = ReadFrame.read(block.bytes, role: role, hasPreface: block["preface"] == "yes")
    var buffer = OutboundBuffer()
    if block["preface"] == "yes" { buffer.appendPreface() }
    for frame in frames { rewrite(frame, into: &buffer) }
    #expect(buffer.bytes.hex == block.bytes.hex)
  }

  private func check(_ frame: ReadFrame, _ fields: GoldenBlock) {
    #expect(frame.header.type.goldenName == fields["frame"])
    #expect(String(frame.header.stream) == fields["stream"])
    #expect(frame.header.flags.goldenName(frame.header.type) == fields["flags"])
    var metadata = frame.meta
    if frame.header.type == .open {
      let prelude = frame.meta.withUnsafeBytes { OpenPrelude(decoding: $0) }
      #expect(String(prelude.timeoutNanoseconds) == fields["timeout_nanoseconds"])
      #expect(String(prelude.attempt) == fields["attempt"])
      #expect(String(prelude.hops) == fields["hops"])
      #expect(String(prelude.criticality) == fields["criticality"])
      let flags = [
        prelude.isIdempotent ? "IDEMPOTENT" : nil, prelude.acceptsCompressed ? "ACCEPTS_COMPRESSED" : nil,
      ].compactMap { $0 }
      #expect((flags.isEmpty ? "none" : flags.joined(separator: "|")) == fields["open_flags"])
      #expect(String(prelude.responseCredit) == fields["response_credit"])
      metadata.removeFirst(OpenPrelude.byteCount)
    }
    if frame.header.type == .close {
      let status = frame.meta.withUnsafeBytes { CloseStatus(decoding: $0) }
      #expect(String(status.retryAfterMilliseconds) == fields["retry_after_milliseconds"])
      metadata.removeFirst(CloseStatus.byteCount)
    }
    if let expected = fields["metadata_hex"] { #expect(metadata.hex == expected) }
    if let expected = fields["message_hex"] { #expect(frame.data.hex == expected) }
    if let expected = fields["increment"] { #expect(UInt32(expected) == UInt32(frame.data.hex, radix: 16)) }
    if let expected = fields["opaque_hex"] { #expect(frame.data.hex == expected) }
    if let expected = fields["fragment_hex"] {
      let total = fields["total"].flatMap { UInt32($0) }
      let prefix = total.map { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } } ?? []
      #expect(frame.data.hex == prefix.hex + expected)
    }
  }

  /// Encodes a frame again with the encoder of its type.
  private func rewrite(_ frame: ReadFrame, into buffer: inout OutboundBuffer) {
    let stream = frame.header.stream
    let message: [UInt8]? = frame.header.flags.contains(.hasMessage) ? frame.data : nil
    frame.meta.withUnsafeBytes { meta in
      frame.data.withUnsafeBytes { data in
        let body = message == nil ? nil : data
        switch frame.header.type {
        case .open:
          buffer.appendOpen(
            stream: stream,
            prelude: OpenPrelude(decoding: meta),
            meta: UnsafeRawBufferPointer(rebasing: meta[OpenPrelude.byteCount...]),
            message: body,
            endsStream: frame.header.flags.contains(.endStream),
            isCompressed: frame.header.flags.contains(.compressed)
          )
        case .close:
          buffer.appendClose(
            stream: stream,
            status: CloseStatus(decoding: meta),
            meta: UnsafeRawBufferPointer(rebasing: meta[CloseStatus.byteCount...]),
            message: body,
            isCompressed: frame.header.flags.contains(.compressed)
          )
        case .cancel:
          buffer.appendCancel(stream: stream)
        case .credit:
          buffer.appendCredit(stream: stream, increment: UInt32(frame.data.hex, radix: 16) ?? 0)
        case .ping:
          buffer.appendPing(
            opaque: UInt64(frame.data.hex, radix: 16) ?? 0,
            isAcknowledgement: frame.header.flags.contains(.acknowledgement)
          )
        default:
          let room = buffer.appendFrame(
            frame.header.type,
            flags: frame.header.flags,
            stream: stream,
            metaLength: meta.count,
            dataLength: data.count
          )
          room.copyBytes(from: frame.body)
        }
      }
    }
  }
}

extension GoldenBlock {
  /// The fields of each frame.
  var frames: [GoldenBlock] {
    var found: [GoldenBlock] = []
    for entry in entries {
      if entry.key == "frame" { found.append(GoldenBlock()) }
      if !found.isEmpty { found[found.count - 1].entries.append(entry) }
    }
    return found
  }
}

extension FrameType {
  var goldenName: String { isKnown ? description : "0x" + [rawValue].hex }
}

extension FrameFlags {
  func goldenName(_ type: FrameType) -> String {
    if !type.isKnown { return "0x" + [rawValue].hex }
    if type == .ping { return contains(.acknowledgement) ? "ACK" : "none" }
    let names: [(FrameFlags, String)] = [
      (.endStream, "END_STREAM"), (.more, "MORE"), (.total, "TOTAL"), (.compressed, "COMPRESSED"),
      (.hasMessage, "HAS_MESSAGE"),
    ]
    let found = names.filter { contains($0.0) }.map(\.1)
    return found.isEmpty ? "none" : found.joined(separator: "|")
  }
}
