/// W3C Trace Context, https://www.w3.org/TR/trace-context/: the form of a traceparent.
public enum Traceparent {
  /// Length of version 00: "00-" and 32 digits, "-", 16 digits, "-", 2 digits.
  private static let byteCount = 55

  /// True for a traceparent that can be passed on. Others are ignored, as the recommendation wants: a broken tracer
  /// must never break a call.
  public static func isValid(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { isValid(UnsafeRawBufferPointer($0)) }
  }

  static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= byteCount else { return false }
    for index in 0..<byteCount {
      let isGood =
        switch index {
        case 2, 35, 52: bytes[index] == UInt8(ascii: "-")
        default: isHexadecimal(bytes[index])
        }
      if !isGood { return false }
    }
    let isVersionZero = bytes[0] == UInt8(ascii: "0") && bytes[1] == UInt8(ascii: "0")
    if bytes[0] == UInt8(ascii: "f") && bytes[1] == UInt8(ascii: "f") { return false }
    // Later versions may append fields.
    if bytes.count > byteCount && (isVersionZero || bytes[byteCount] != UInt8(ascii: "-")) { return false }
    return !isZero(bytes[3..<35]) && !isZero(bytes[36..<52])
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  private static func isZero(_ digits: Slice<UnsafeRawBufferPointer>) -> Bool {
    digits.allSatisfy { $0 == UInt8(ascii: "0") }
  }
}
