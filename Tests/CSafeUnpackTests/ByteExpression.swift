/// The expressions of proto/golden/negative/messages.txt: hex digits and spaces, `N*( … )`, `len( … )`,
/// `nest(N, HEX)( … )`.
struct ByteExpression {
  /// Something that is not an expression, with what was expected and how many characters were left.
  struct Malformed: Error {
    var expected: String
    var charactersLeft: Int
  }

  private var rest: Substring

  /// The bytes that `text` stands for.
  static func bytes(_ text: String) throws -> [UInt8] {
    var expression = ByteExpression(rest: text[...])
    let bytes = try expression.sequence()
    guard expression.rest.isEmpty else { throw expression.malformed("the end") }
    return bytes
  }

  /// A varint, as short as it can be.
  static func varint(_ value: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var left = value
    while left >= 0x80 {
      bytes.append(UInt8(left & 0x7F) | 0x80)
      left >>= 7
    }
    return bytes + [UInt8(left)]
  }

  private func malformed(_ expected: String) -> Malformed {
    Malformed(expected: expected, charactersLeft: rest.count)
  }

  private mutating func take(_ prefix: String) -> Bool {
    guard rest.hasPrefix(prefix) else { return false }
    rest = rest.dropFirst(prefix.count)
    return true
  }

  private mutating func require(_ prefix: String) throws {
    guard take(prefix) else { throw malformed("«\(prefix)»") }
  }

  private mutating func sequence() throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let next = rest.first, next != ")" {
      if next == " " {
        rest = rest.dropFirst()
      } else if take("len(") {
        let content = try sequence()
        try require(")")
        bytes += ByteExpression.varint(content.count) + content
      } else if take("nest(") {
        bytes += try nest()
      } else if let copies = try copies() {
        bytes += copies
      } else {
        bytes.append(try hexByte())
      }
    }
    return bytes
  }

  /// `N*( … )`, or nil when that is not what comes next.
  private mutating func copies() throws -> [UInt8]? {
    let digits = rest.prefix { $0.isNumber }
    guard rest.dropFirst(digits.count).hasPrefix("*("), let count = Int(digits) else { return nil }
    rest = rest.dropFirst(digits.count + 2)
    let content = try sequence()
    try require(")")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * content.count)
    for _ in 0..<count { bytes.append(contentsOf: content) }
    return bytes
  }

  private mutating func nest() throws -> [UInt8] {
    let digits = rest.prefix { $0.isNumber }
    guard let depth = Int(digits) else { throw malformed("a number") }
    rest = rest.dropFirst(digits.count)
    try require(", ")
    var tag: [UInt8] = []
    while rest.first != ")" { tag.append(try hexByte()) }
    try require(")(")
    let content = try sequence()
    try require(")")
    // From the inside out, but put together only once: the length of each level is that of all below it.
    var headers: [[UInt8]] = []
    var length = content.count
    for _ in 0..<depth {
      let header = tag + ByteExpression.varint(length)
      headers.append(header)
      length += header.count
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    for header in headers.reversed() { bytes.append(contentsOf: header) }
    return bytes + content
  }

  private mutating func hexByte() throws -> UInt8 {
    let digits = rest.prefix(2)
    guard digits.count == 2, let byte = UInt8(digits, radix: 16) else { throw malformed("two hex digits") }
    rest = rest.dropFirst(2)
    return byte
  }
}
