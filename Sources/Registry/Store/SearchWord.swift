import DomainPrimitives
import Storage

/// One word of a query, with the words of names that it may stand for.
struct SearchWord: Sendable {
  /// What a word of a name has to be.
  struct Condition: Sendable {
    /// One of these words, …
    var words: [String]
    /// … or one that begins so.
    var prefix: String?
    /// Names that have such a word, counted once for each of their words.
    var nameCount: Int

    /// Whether no name can have it.
    var isHopeless: Bool { nameCount == 0 }
  }

  /// Misspelt words that are tried for one.
  private static let typosMax = 64

  let exact: Condition
  /// Also the beginning of a word, for the last of a query; the same as `exact` for the others.
  let prefixed: Condition
  /// Also with a typing error.
  let misspelt: Condition

  /// Looks the word up. Throws what the database throws.
  init(_ word: String, isLast: Bool, in transaction: any ReadTransaction) throws {
    let own = try Self.count(of: word, in: transaction)
    exact = Condition(words: [word], prefix: nil, nameCount: own)
    if isLast {
      let sql = "SELECT CAST(sum(subject_count) AS BIGINT) FROM search_term WHERE word >= ?1 AND word < ?2"
      let count = try transaction.queryOne(sql, [.text(word), .text(Self.end(ofPrefix: word))]) {
        $0.optionalInteger(0) ?? 0
      }
      prefixed = Condition(words: [], prefix: word, nameCount: Int(count ?? 0))
    } else {
      prefixed = exact
    }
    var misspelt = prefixed
    for (other, count) in try Self.typos(of: word, in: transaction) {
      misspelt.words.append(other)
      misspelt.nameCount += count
    }
    self.misspelt = misspelt
  }

  /// What comes after every word that begins so.
  static func end(ofPrefix prefix: String) -> String { prefix + "\u{10FFFF}" }

  private static func count(of word: String, in transaction: any ReadTransaction) throws -> Int {
    let sql = "SELECT subject_count FROM search_term WHERE word = ?1"
    return Int(try transaction.queryOne(sql, [.text(word)]) { $0.integer(0) } ?? 0)
  }

  /// Words of names that are one typing error away, by word.
  private static func typos(
    of word: String,
    in transaction: any ReadTransaction
  ) throws -> [(word: String, count: Int)] {
    guard (TypingError.mistypedLettersMin...TypingError.lettersMax).contains(word.count) else { return [] }
    var found: Set<String> = []
    for variant in TypingError.variants(of: word) {
      let sql = "SELECT word FROM search_variant WHERE variant = ?1"
      try transaction.forEach(sql, [.text(variant)]) { found.insert($0.text(0)) }
    }
    found.remove(word)
    return try found.filter { TypingError.isWithinOne(word, $0) }.sorted().prefix(typosMax).map { other in
      (other, try count(of: other, in: transaction))
    }
  }
}
