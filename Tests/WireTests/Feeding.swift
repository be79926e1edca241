import Wire

/// How received bytes are cut.
enum Feeding: CaseIterable, Sendable {
  case whole, byteByByte, sevenBytes

  func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let size =
      switch self {
      case .whole: max(1, bytes.count)
      case .byteByByte: 1
      case .sevenBytes: 7
      }
    return stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min(bytes.count, $0 + size)] }
  }
}

/// A frame with a copy of its body.
struct ReadFrame: Equatable {
  var header: FrameHeader
  var body: [UInt8]

  var meta: [UInt8] { Array(body[..<Int(header.metaLength)]) }
  var data: [UInt8] { Array(body[Int(header.metaLength)...]) }

  /// The frames in `bytes`, and what stopped the reading.
  static func read(
    _ bytes: [UInt8],
    role: ConnectionRole,
    hasPreface: Bool,
    frameBytesMax: Int = 65_536,
    acceptsCompressed: Bool = true,
    _ feeding: Feeding = .whole
  ) -> (frames: [ReadFrame], violation: WireViolation?) {
    var reader = FrameReader(
      receiverRole: role,
      frameBytesMax: frameBytesMax,
      acceptsCompressed: acceptsCompressed
    )
    var frames: [ReadFrame] = []
    for piece in feeding.pieces(hasPreface ? bytes : Preface.bytes + bytes) {
      let violation = piece.withUnsafeBytes { raw in
        reader.read(raw) { header, body in
          frames.append(ReadFrame(header: header, body: [UInt8](body)))
          return true
        }
      }
      if let violation { return (frames, violation) }
    }
    return (frames, nil)
  }
}

extension OutboundBuffer {
  var bytes: [UInt8] { withBytes { [UInt8]($0) } }
}
