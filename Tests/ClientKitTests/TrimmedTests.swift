import Testing

@testable import ClientKit

@Suite("Texts without the spaces around them")
struct TrimmedTests {
  @Test(
    "spaces, tabs and no-break spaces go from both ends, and nothing from within",
    arguments: [
      ("", ""), (" ", ""), ("\t\u{A0} ", ""), ("a", "a"), (" a", "a"), ("a ", "a"), ("\u{A0}a b\t", "a b"),
      ("Lạp sườn", "Lạp sườn"), (" Chè ", "Chè"), ("è", "è"), ("\n a", "\n a"), (" 🦆 ", "🦆"), ("a\u{A0}", "a"),
    ]
  )
  func trimmed(text: String, expected: String) {
    #expect(text.trimmed == expected)
  }
}
