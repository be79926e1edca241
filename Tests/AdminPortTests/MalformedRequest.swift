import Testing

/// Something that is sent to the admin port and is no request, or too much of one.
struct MalformedRequest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let text: String
  /// How it is answered.
  let status: Int

  init(_ description: String, _ text: String, _ status: Int) {
    testDescription = description
    self.text = text
    self.status = status
  }

  static let all = [
    MalformedRequest("a header without a colon", "GET / HTTP/1.1\r\nbad header\r\n\r\n", 400),
    MalformedRequest("a negative length", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    MalformedRequest("two lengths", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    MalformedRequest("a header without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
    MalformedRequest("zeros", "\0\0\0\0\r\n\r\n", 400),
    MalformedRequest("this project's own protocol", "\u{89}OCOP\r\n\u{1A}", 400),
    MalformedRequest("a space in the path", "GET /a b HTTP/1.1\r\n\r\n", 400),
    MalformedRequest("TLS", "\u{16}\u{03}\u{01}\0\u{05}hello", 400),
    MalformedRequest("a long path", "GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\n\r\n", 431),
    MalformedRequest("a long header", "GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
    MalformedRequest("many headers", "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 200))\r\n", 431),
    MalformedRequest("headers without end", "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 50_000))", 431),
  ]
}
