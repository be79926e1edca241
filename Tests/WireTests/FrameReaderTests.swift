import Testing
import Wire

@Suite struct FrameReaderTests {
  @Test("a wrong preface is refused at its first wrong byte", arguments: 0..<8)
  func preface(_ index: Int) {
    var bytes = Preface.bytes
    bytes[index] ^= 0x20
    var reader = FrameReader(receiverRole: .server, frameBytesMax: 65_536)
    for (position, byte) in bytes.enumerated() {
      let violation = withUnsafeBytes(of: byte) { reader.read($0) { _, _ in true } }
      #expect((violation?.reason == .badPreface) == (position == index), "byte \(position)")
      if violation != nil { return }
    }
  }

  @Test("a length above the limit is refused before a byte of the body is kept", arguments: Feeding.allCases)
  func length(_ feeding: Feeding) {
    for (length, isFine) in [(256, true), (257, false), (1 << 24, false), (Int(UInt32.max), false)] {
      var header = [UInt8](repeating: 0, count: 12)
      header.withUnsafeMutableBytes {
        FrameHeader(length: UInt32(length), stream: 1, type: .data, flags: .hasMessage).encode(into: $0)
      }
      let (frames, violation) = ReadFrame.read(header, role: .server, hasPreface: false, frameBytesMax: 256, feeding)
      #expect(frames.isEmpty)
      #expect(violation?.reason == (isFine ? nil : .frameTooLarge), "\(length)")
    }
  }

  @Test("no more than one incomplete frame is kept")
  func kept() {
    var buffer = OutboundBuffer()
    buffer.appendPreface()
    for number in 0..<50 { buffer.appendPing(opaque: UInt64(number), isAcknowledgement: false) }
    let bytes = buffer.bytes
    for size in 1...60 {
      var reader = FrameReader(receiverRole: .server, frameBytesMax: 65_536)
      var opaques: [[UInt8]] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        let violation = bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { piece in
          reader.read(piece) { _, body in
            opaques.append([UInt8](body))
            return true
          }
        }
        #expect(violation == nil)
        #expect(reader.gatheredByteCount < 20)
      }
      #expect(opaques.count == 50)
      #expect(opaques.last?.last == 49)
    }
  }

  @Test("reading stops when the receiver has had enough")
  func stops() {
    var buffer = OutboundBuffer()
    buffer.appendPreface()
    for _ in 0..<3 { buffer.appendPing(opaque: 1, isAcknowledgement: false) }
    var count = 0
    var reader = FrameReader(receiverRole: .server, frameBytesMax: 65_536)
    buffer.withBytes { bytes in
      let violation = reader.read(bytes) { _, _ in
        count += 1
        return count < 2
      }
      #expect(violation == nil)
    }
    #expect(count == 2)
  }

  @Test("a header's stream and an OPEN's prelude are rewritten in place")
  func rewriting() {
    var buffer = OutboundBuffer()
    let prelude = OpenPrelude(timeoutNanoseconds: 5, attempt: 1, hops: 2, responseCredit: 100)
    let meta: [UInt8] = [0x0A, 0x01, 0x61]
    meta.withUnsafeBytes { meta in
      buffer.appendOpen(stream: 1, prelude: prelude, meta: meta, message: nil, endsStream: true)
    }
    var bytes = buffer.bytes
    var rewritten = prelude
    rewritten.hops = 3
    rewritten.timeoutNanoseconds = 4
    bytes.withUnsafeMutableBytes { raw in
      FrameHeader.rewriteStream(77, in: raw)
      rewritten.encode(into: UnsafeMutableRawBufferPointer(rebasing: raw[12...]))
    }
    let (frames, violation) = ReadFrame.read(bytes, role: .server, hasPreface: false)
    #expect(violation == nil)
    #expect(frames.first?.header.stream == 77)
    #expect(frames.first?.meta.withUnsafeBytes { OpenPrelude(decoding: $0) } == rewritten)
    #expect(frames.first?.meta.suffix(3) == meta[...])
  }

  @Test("the limits of both profiles hold together, and contradictions are named")
  func limits() {
    #expect(WireLimits.standard.contradictions.isEmpty)
    #expect(WireLimits.tiny.contradictions.isEmpty)
    var limits = WireLimits.standard
    limits.frameBytesMax = WireLimits.frameBytesCeiling + 1
    limits.streamWindowBytes = 1000
    #expect(limits.contradictions.count >= 2)
  }
}
