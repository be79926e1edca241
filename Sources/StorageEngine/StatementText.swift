package import Storage

/// What callers may not say in a statement, since the transaction and the connection are the database's own.
package enum StatementText {
  private static let refused: Set<String> = [
    "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH", "VACUUM",
  ]

  /// Throws when the first word of a statement is one of those.
  ///
  /// - Parameter others: What an engine refuses beside them, in upper case.
  package static func check(_ sql: String, alsoRefusing others: Set<String> = []) throws(DatabaseError) {
    let word = firstWord(of: sql)
    if refused.contains(word) || others.contains(word) {
      throw DatabaseError(.misuse, message: "\(word) is not for callers; the database does it itself", sql: sql)
    }
  }

  /// The first word in upper case, comments and blanks before it left out.
  package static func firstWord(of sql: String) -> String {
    var rest = Substring(sql).utf8
    while let first = rest.first {
      if first == 0x20 || (0x09...0x0D).contains(first) || first == 0x3B {
        rest = rest.dropFirst()
      } else if rest.starts(with: "--".utf8) {
        rest = rest.drop { $0 != 0x0A }
      } else if rest.starts(with: "/*".utf8) {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        break
      }
    }
    let word = rest.prefix { (0x41...0x5A).contains($0 & 0xDF) }
    return String(decoding: word, as: UTF8.self).uppercased()
  }
}
