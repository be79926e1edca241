import DomainPrimitives
import Feed
import Storage

/// Keeps the words of names, in the transaction that changes the name.
enum SearchIndex {
  /// Kinds whose names are searched.
  static let kinds: [RecordKind] = [.producer, .product]
  /// Words of one name, and letters of one word, that are kept.
  private static let wordsMax = 40
  private static let lettersMax = 40

  /// Takes in a record as it is stored now; does nothing for a kind that is not searched. Taking one in twice is
  /// harmless. Throws what the database throws.
  static func update(_ record: RegistryRecord, in transaction: any WriteTransaction) throws {
    switch record {
    case .producer(let producer):
      try update(.producer, record.id, producer.name, isPersonal: producer.type == .household, in: transaction)
    case .product(let product):
      try update(.product, record.id, product.name, isPersonal: false, in: transaction)
    default:
      break
    }
  }

  private static func update(
    _ kind: RecordKind,
    _ id: String,
    _ name: String,
    isPersonal: Bool,
    in transaction: any WriteTransaction
  ) throws {
    let words = Set(FoldedText(name).words.prefix(wordsMax).map { String($0.prefix(lettersMax)) })
    let key: [DatabaseValue] = [.integer(Int64(kind.rawValue)), .text(id)]
    let stored = try transaction.query(
      "SELECT word, is_personal FROM search_word WHERE kind = ?1 AND subject_id = ?2",
      key
    ) { ($0.text(0), $0.boolean(1)) }
    for (word, _) in stored where !words.contains(word) {
      try transaction.execute(
        "DELETE FROM search_word WHERE word = ?3 AND kind = ?1 AND subject_id = ?2",
        key + [.text(word)]
      )
      try forget(word, in: transaction)
    }
    if stored.contains(where: { $0.1 != isPersonal }) {
      try transaction.execute(
        "UPDATE search_word SET is_personal = ?3 WHERE kind = ?1 AND subject_id = ?2",
        key + [.boolean(isPersonal)]
      )
    }
    for word in words.subtracting(stored.map(\.0)).sorted() {
      try transaction.execute(
        "INSERT INTO search_word (kind, subject_id, word, is_personal) VALUES (?1, ?2, ?3, ?4)",
        key + [.text(word), .boolean(isPersonal)]
      )
      try learn(word, in: transaction)
    }
  }

  /// Counts one more name with a word.
  private static func learn(_ word: String, in transaction: any WriteTransaction) throws {
    let sql = "UPDATE search_term SET subject_count = subject_count + 1 WHERE word = ?1"
    guard try transaction.execute(sql, [.text(word)]) == 0 else { return }
    try transaction.execute("INSERT INTO search_term (word, subject_count) VALUES (?1, 1)", [.text(word)])
    for variant in TypingError.variants(of: word).sorted() {
      try transaction.execute(
        "INSERT INTO search_variant (variant, word) VALUES (?1, ?2)",
        [.text(variant), .text(word)]
      )
    }
  }

  /// Counts one name less; of a word that no name has any more nothing is left.
  private static func forget(_ word: String, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      "UPDATE search_term SET subject_count = subject_count - 1 WHERE word = ?1",
      [.text(word)]
    )
    guard try transaction.execute("DELETE FROM search_term WHERE word = ?1 AND subject_count <= 0", [.text(word)]) > 0
    else { return }
    for variant in TypingError.variants(of: word).sorted() {
      try transaction.execute(
        "DELETE FROM search_variant WHERE variant = ?1 AND word = ?2",
        [.text(variant), .text(word)]
      )
    }
  }

  /// Whether the names of an older version of the service are all taken in.
  static func isComplete(in transaction: any ReadTransaction) throws -> Bool {
    try !transaction.exists("SELECT 1 FROM search_progress WHERE is_done = 0")
  }

  /// Takes in the next names of an older version of the service.
  ///
  /// - Parameter limit: Records at most.
  /// - Returns: Whether there may be more.
  static func takeIn(limit: Int, in transaction: any WriteTransaction) throws -> Bool {
    let sql = "SELECT kind, after_id FROM search_progress WHERE is_done = 0 ORDER BY kind LIMIT 1"
    guard let next = try transaction.queryOne(sql, { ($0.integer(0), $0.text(1)) }) else { return false }
    let found = try RecordKind(rawValue: Int(next.0)).map { kind in
      try RegistryStore.page(kind, after: next.1, limit: limit, in: transaction)
    }
    for stored in found ?? [] { try update(stored.record, in: transaction) }
    let isDone = (found?.count ?? 0) < limit
    try transaction.execute(
      "UPDATE search_progress SET after_id = ?2, is_done = ?3 WHERE kind = ?1",
      [.integer(next.0), .text(found?.last?.record.id ?? next.1), .boolean(isDone)]
    )
    return true
  }
}
