/// The 8 bytes that both sides send first: 0x89 "OCOP" CR LF SUB. The high bit, the line ending and the SUB catch
/// the ways a connection is mangled or mistaken for text, as PNG's signature does.
public enum Preface {
  /// The preface.
  public static let bytes: [UInt8] = [0x89, 0x4F, 0x43, 0x4F, 0x50, 0x0D, 0x0A, 0x1A]

  /// Bytes of the preface.
  public static let byteCount = 8

  /// Index of the first of `received` that differs from the preface; nil while all agree.
  public static func firstDifference(in received: UnsafeRawBufferPointer) -> Int? {
    for index in 0..<Swift.min(received.count, byteCount) where received[index] != bytes[index] {
      return index
    }
    return nil
  }
}
