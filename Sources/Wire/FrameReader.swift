/// Turns received bytes, cut anywhere, into whole frames. Frames that arrive whole are handed on in place; only a frame
/// that arrives in parts is gathered, and never more than that one frame.
public struct FrameReader: ~Copyable {
  private var parser: FrameParser
  private var gathered: [UInt8] = []
  private var neededByteCount = 0
  /// True once the peer's whole preface was read: from then on it speaks this protocol.
  public private(set) var hasReadPreface = false

  /// A reader for what the side with `receiverRole` receives, preface first.
  /// - Parameter acceptsCompressed: whether that side has announced that it can undo compression.
  public init(receiverRole: ConnectionRole, frameBytesMax: Int, acceptsCompressed: Bool = false) {
    parser = FrameParser(
      receiverRole: receiverRole,
      frameBytesMax: frameBytesMax,
      acceptsCompressed: acceptsCompressed
    )
  }

  /// Bytes of an incomplete frame that are kept.
  public var gatheredByteCount: Int { gathered.count }

  /// Hands each whole frame in `bytes`, joined to what was kept from before, to `handle`: its header and its body,
  /// valid during the call only. Stops early when `handle` returns false.
  /// - Returns: what made it stop, if the bytes broke a rule.
  public mutating func read(
    _ bytes: UnsafeRawBufferPointer,
    _ handle: (FrameHeader, UnsafeRawBufferPointer) -> Bool
  ) -> WireViolation? {
    var rest = bytes
    while !gathered.isEmpty {
      guard rest.count > 0 else { return nil }
      let takenByteCount = Swift.min(rest.count, neededByteCount - gathered.count)
      gathered.append(contentsOf: rest.part(0, takenByteCount))
      rest = rest.part(takenByteCount, rest.count)
      if gathered.count < neededByteCount && !mayBePreface { return nil }
      switch readGathered(handle) {
      case .goOn: continue
      case .stop: return nil
      case .violation(let violation): return violation
      }
    }
    return readInPlace(rest, handle)
  }

  /// A preface is judged at its first wrong byte, so also while it is incomplete.
  private var mayBePreface: Bool { neededByteCount == Preface.byteCount }

  private enum Step {
    case goOn, stop
    case violation(WireViolation)
  }

  private mutating func readGathered(_ handle: (FrameHeader, UnsafeRawBufferPointer) -> Bool) -> Step {
    // The parser and the gathered bytes are distinct parts of self; a local copy of the array header keeps them apart.
    let run = gathered
    let outcome = run.withUnsafeBytes { parser.next($0) }
    switch outcome {
    case .needsMore(let byteCount):
      neededByteCount = byteCount
      return .goOn
    case .preface:
      hasReadPreface = true
      gathered.removeAll(keepingCapacity: true)
      return .goOn
    case .frame(let header):
      gathered = []
      let goesOn = run.withUnsafeBytes { handle(header, $0.part(FrameHeader.byteCount, $0.count)) }
      return goesOn ? .goOn : .stop
    case .violation(let violation):
      return .violation(violation)
    }
  }

  private mutating func readInPlace(
    _ bytes: UnsafeRawBufferPointer,
    _ handle: (FrameHeader, UnsafeRawBufferPointer) -> Bool
  ) -> WireViolation? {
    var offset = 0
    while offset < bytes.count {
      switch parser.next(bytes.part(offset, bytes.count)) {
      case .needsMore(let byteCount):
        neededByteCount = byteCount
        gathered.append(contentsOf: bytes.part(offset, bytes.count))
        return nil
      case .preface:
        hasReadPreface = true
        offset += Preface.byteCount
      case .frame(let header):
        let bodyStart = offset + FrameHeader.byteCount
        offset = bodyStart + Int(header.length)
        if !handle(header, bytes.part(bodyStart, offset)) { return nil }
      case .violation(let violation):
        return violation
      }
    }
    return nil
  }
}
