/// Takes values out of DER (X.690), one after the other, without looking into them.
struct DERReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The tag of the next value.
  var nextTag: UInt8? { rest.first }

  /// True when everything was taken.
  var isAtEnd: Bool { rest.isEmpty }

  /// The next value; nil at the end, and when the bytes are not DER with tags of one byte.
  mutating func next() -> (tag: UInt8, content: ArraySlice<UInt8>)? {
    guard let tag = rest.popFirst(), tag & 0x1F != 0x1F, let first = rest.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      let count = Int(first & 0x7F)
      guard (1...4).contains(count), rest.count >= count else { return nil }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard length <= rest.count else { return nil }
    let content = rest.prefix(length)
    rest = rest.dropFirst(length)
    return (tag, content)
  }

  /// The content of the next value, which must have this tag.
  mutating func next(_ tag: UInt8) -> ArraySlice<UInt8>? {
    guard let value = next(), value.tag == tag else { return nil }
    return value.content
  }

  /// The digits of a number that is not negative, so that two encodings of it are the same.
  static func withoutLeadingZeros(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.drop { $0 == 0 })
  }
}
