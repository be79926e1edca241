import Testing

@testable import ClientKit

@Suite("JSON")
struct JSONTests {
  private func parsed(_ text: String) throws -> JSONValue { try JSONParser.value(of: Array(text.utf8)) }

  @Test("numbers keep their digits, objects their order, strings their escapes")
  func parsing() throws {
    #expect(
      try parsed(" {\"b\": [1, -0.5e+10, 9223372036854775807], \"a\": null, \"c\": {\"\": true}} ")
        == .members(
          ("b", .array([.number("1"), .number("-0.5e+10"), .number("9223372036854775807")])),
          ("a", .null),
          ("c", .members(("", .bool(true))))
        )
    )
    #expect(try parsed(#""\"\\\/\b\f\n\r\t\u1EBF\ud83e\udd86""#) == .string("\"\\/\u{08}\u{0C}\n\r\tế🦆"))
  }

  @Test(
    "what is not JSON is refused with its place",
    arguments: [
      ("", 1, 1), ("{", 1, 2), ("{\"a\" 1}", 1, 6), ("[1,]", 1, 4), ("[1 2]", 1, 4), ("01", 1, 2), ("1.", 1, 3),
      ("-", 1, 2), ("tru", 1, 1), ("{\"a\":1,\"a\":2}", 1, 11), ("\"a\nb\"", 1, 3), ("\"abc", 1, 5), ("\"\\x\"", 1, 3),
      ("\"\\ud83e\"", 1, 8), ("\"\\udd86\"", 1, 8), ("{}\n{}", 2, 1), ("{\n  'a': 1}", 2, 3), ("NaN", 1, 1),
      ("\"\\u00g0\"", 1, 4),
    ]
  )
  func refused(text: String, line: Int, byte: Int) throws {
    let error = try #require(throws: JSONError.self) { try parsed(text) }
    #expect((error.line, error.byte) == (line, byte), "\(error)")
  }

  @Test("nesting is bounded")
  func depth() throws {
    _ = try parsed(String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
    #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 65)) }
    #expect(throws: JSONError.self) { try parsed(String(repeating: "[", count: 1_000_000)) }
  }

  @Test("what was written is read back the same, indented or on one line")
  func roundTrip() throws {
    let value = JSONValue.members(
      ("text", .string("a\"\\\n\u{1}\u{2028}ế🦆")),
      ("empty", .array([])),
      ("none", .object([])),
      ("numbers", .array([.number("1"), .number("-2.5")])),
      ("deep", .members(("x", .null), ("y", .bool(false))))
    )
    #expect(try parsed(JSONWriter.indented(value)) == value)
    let line = JSONWriter.oneLine(value)
    #expect(try parsed(line) == value)
    #expect(!line.contains("\n"))
    #expect(JSONWriter.indented(.members(("a", .array([.number("1")])))) == "{\n  \"a\": [\n    1\n  ]\n}\n")
  }
}
