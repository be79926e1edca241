import DomainPrimitives
import TestSupport
import Testing

@Suite("Typing errors")
struct TypingErrorTests {
  @Test(
    "one letter missing, too many, another, or two neighbours exchanged is one error",
    arguments: [
      ("suon", "suon", true), ("suon", "sun", true), ("suon", "suoon", true), ("suon", "suan", true),
      ("suon", "usno", false), ("suon", "sunn", true), ("suon", "soun", true), ("suon", "suno", true),
      ("suon", "son", true), ("suon", "s", false), ("suon", "xuan", false), ("", "a", true), ("ab", "ba", true),
      ("abcd", "badc", false),
    ]
  )
  func examples(left: String, right: String, isOne: Bool) {
    #expect(TypingError.isWithinOne(left, right) == isOne)
    #expect(TypingError.isWithinOne(right, left) == isOne)
  }

  @Test("words that are one error apart always share a variant, so that none is missed")
  func variants() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let letters = Array("abcn")
    func word() -> String {
      String(
        (0..<Int.random(in: 1...6, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" }
      )
    }
    var near = 0
    for _ in 0..<20_000 {
      let (left, right) = (word(), word())
      guard TypingError.isWithinOne(left, right) else { continue }
      near += 1
      let shared = !TypingError.variants(of: left).isDisjoint(with: TypingError.variants(of: right))
      #expect(shared, "seed \(seed): \(left) \(right)")
    }
    #expect(near > 100)
  }
}
