/// A strict reader of JSON (RFC 8259) that says where a fault is. Nesting is bounded.
package struct JSONParser {
  /// Deepest nesting of arrays and objects that is read.
  package static let depthMax = 64

  private let bytes: [UInt8]
  private var position = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Reads one value, with nothing but white space around it.
  ///
  /// - Throws: ``JSONError`` at the first fault.
  package static func value(of bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.current == nil else { throw parser.fault("text after the value") }
    return value
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ message: String) -> JSONError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return JSONError(line: line, byte: position - start + 1, message: message)
  }

  private mutating func skipSpace() {
    while let byte = current, [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || byte.isASCIIDigit: return try number()
    case nil: throw fault("the text ends where a value should stand")
    default: throw fault("no value begins like this (names and texts stand in double quotes)")
    }
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("no value begins like this") }
    position += word.utf8.count
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= Self.depthMax else { throw fault("nested deeper than \(Self.depthMax)") }
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw fault("expected \",\" or \"]\"") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= Self.depthMax else { throw fault("nested deeper than \(Self.depthMax)") }
    position += 1
    var members: [JSONMember] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { throw fault("expected a name in double quotes") }
      let name = try string()
      guard names.insert(name).inserted else { throw fault("the name \"\(name)\" stands twice in one object") }
      skipSpace()
      guard take(":") else { throw fault("expected \":\" after the name \"\(name)\"") }
      members.append(JSONMember(name: name, value: try value(depth: depth)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw fault("expected \",\" or \"}\"") }
    }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take("-")
    if take("0") {
      // A number does not begin with a zero that means nothing.
    } else {
      try digits()
    }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws(JSONError) {
    guard let first = current, first.isASCIIDigit else { throw fault("expected a digit") }
    while let byte = current, byte.isASCIIDigit {
      position += 1
    }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else { throw fault("a string that is not UTF-8") }
        position += 1
        return result
      case UInt8(ascii: "\\"):
        text += Array(String(try escape()).utf8)
      case 0..<0x20:
        throw fault("a control character in a string (write it as \\n or \\u00XX)")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault("a string without its closing quote")
  }

  private mutating func escape() throws(JSONError) -> Character {
    position += 1
    let simple: [UInt8: Character] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{08}",
      UInt8(ascii: "f"): "\u{0C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let byte = current, let character = simple[byte] {
      position += 1
      return character
    }
    guard take("u") else { throw fault("an unknown escape") }
    let unit = try hexadecimalUnit()
    if !(0xD800...0xDFFF).contains(unit), let scalar = Unicode.Scalar(unit) { return Character(scalar) }
    guard unit < 0xDC00, take("\\"), take("u") else { throw fault("half of a surrogate pair") }
    let low = try hexadecimalUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("half of a surrogate pair") }
    return Character(scalar)
  }

  private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("expected four hexadecimal digits after \\u") }
    position += 4
    return unit
  }
}
