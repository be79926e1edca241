/// Reads JSON numbers that are whole, however they are written: protobuf's JSON mapping takes "1.0", "3e2" and "150e-1"
/// for integers. Exactly, and not by way of a double, which forgets the last digits of large ones.
package enum WholeNumber {
  /// Digits of the largest 64-bit numbers. More, once zeros in front are gone, fit nothing.
  private static let digitsMax = 20

  /// The number; nil when the text is none, has a part behind the point, or does not fit.
  package static func value<Integer: FixedWidthInteger>(of text: String) -> Integer? {
    var rest = Substring(text).utf8
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    var digits = takeDigits(&rest)
    if digits.isEmpty { return nil }
    var exponent = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = takeDigits(&rest)
      if fraction.isEmpty { return nil }
      digits += fraction
      exponent = -fraction.count
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      guard let written = takeExponent(&rest) else { return nil }
      exponent += written
    }
    if !rest.isEmpty { return nil }
    guard let whole = shifted(digits, by: exponent) else { return nil }
    return Integer((isNegative ? "-" : "") + String(decoding: whole, as: UTF8.self))
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View) -> [UInt8] {
    let digits = rest.prefix { $0.isASCIIDigit }
    rest.removeFirst(digits.count)
    return Array(digits)
  }

  private static func takeExponent(_ rest: inout Substring.UTF8View) -> Int? {
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let digits = takeDigits(&rest)
    if digits.isEmpty { return nil }
    // Whoever writes more than this means something that does not fit anyway.
    let size = Int(String(decoding: digits, as: UTF8.self)) ?? .max
    let clamped = min(size, 1_000_000)
    return isNegative ? -clamped : clamped
  }

  /// The digits with the point moved; nil when something other than zero stays behind it, or there are too many.
  private static func shifted(_ digits: [UInt8], by exponent: Int) -> [UInt8]? {
    let zero = UInt8(ascii: "0")
    var significant = Array(digits.drop { $0 == zero })
    if significant.isEmpty { return [zero] }
    if exponent < 0 {
      guard -exponent < significant.count, significant.suffix(-exponent).allSatisfy({ $0 == zero }) else { return nil }
      significant.removeLast(-exponent)
    } else {
      if significant.count + exponent > digitsMax { return nil }
      significant += [UInt8](repeating: zero, count: exponent)
    }
    return significant
  }
}
