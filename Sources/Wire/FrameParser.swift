/// Finds the preface and the frames in a run of received bytes, in place. A header is judged as soon as its 12 bytes
/// are there, before a byte of the body is waited for.
public struct FrameParser: Sendable {
  /// What the bytes at the start of a run are.
  public enum Outcome: Sendable {
    /// Not yet enough: come back with at least this many bytes, counted from the run's start.
    case needsMore(byteCount: Int)
    /// The preface: 8 bytes to skip.
    case preface
    /// A whole frame: its header and `header.length` bytes follow each other.
    case frame(FrameHeader)
    /// Nothing after this can be trusted.
    case violation(WireViolation)
  }

  private let receiverRole: ConnectionRole
  private let frameBytesMax: Int
  private let acceptsCompressed: Bool
  private var expectsPreface: Bool

  /// A parser for what the side with `receiverRole` receives.
  /// - Parameters:
  ///   - acceptsCompressed: whether this side has announced that it can undo compression.
  ///   - expectsPreface: false when the run starts after the preface.
  public init(
    receiverRole: ConnectionRole,
    frameBytesMax: Int,
    acceptsCompressed: Bool = false,
    expectsPreface: Bool = true
  ) {
    self.receiverRole = receiverRole
    self.frameBytesMax = frameBytesMax
    self.acceptsCompressed = acceptsCompressed
    self.expectsPreface = expectsPreface
  }

  /// Judges the start of `bytes`, which begins where the last preface or frame ended.
  public mutating func next(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    if expectsPreface {
      return preface(bytes)
    }
    guard bytes.count >= FrameHeader.byteCount else {
      return .needsMore(byteCount: FrameHeader.byteCount)
    }
    let header = FrameHeader(decoding: bytes)
    let violation = FrameRules.violation(
      header,
      receiverRole: receiverRole,
      frameBytesMax: frameBytesMax,
      acceptsCompressed: acceptsCompressed
    )
    if let violation { return .violation(violation) }
    let frameByteCount = FrameHeader.byteCount + Int(header.length)
    return bytes.count >= frameByteCount ? .frame(header) : .needsMore(byteCount: frameByteCount)
  }

  private mutating func preface(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    if let index = Preface.firstDifference(in: bytes) {
      let received = bytes[index]
      return .violation(
        WireViolation(.badPreface, "byte \(index) is \(received), not \(Preface.bytes[index]): not this protocol")
      )
    }
    guard bytes.count >= Preface.byteCount else {
      return .needsMore(byteCount: Preface.byteCount)
    }
    expectsPreface = false
    return .preface
  }
}
