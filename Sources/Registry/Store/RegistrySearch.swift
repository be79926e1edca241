import DomainPrimitives
import Feed
import Storage

/// Finds producers and products by the words of their names, from indices alone: the rarest word leads, the others are
/// looked up for each name that has it.
struct RegistrySearch {
  /// Where a page begins: after this.
  struct Place: Hashable, Sendable {
    let match: SearchMatch
    let kind: RecordKind
    /// Empty: at the first of that kind.
    let afterID: String
  }

  /// Words of a query.
  static let wordsMax = 8

  /// The query's words, each once; the last one is the last of the query.
  let words: [String]
  /// Kinds wanted, in the order of the answer.
  let kinds: [RecordKind]
  /// Leaves names of persons out.
  let hidesPersonalData: Bool
  /// What the call reaches, by kind; nil = everything.
  let filters: [RecordKind: RowFilter]

  /// Up to `limit` names from a place on, best first, then by kind and identifier. Throws what the database throws.
  func page(
    from place: Place?,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [(place: Place, stored: StoredRecord<RegistryRecord>)] {
    let looked = try words.enumerated().map { index, word in
      try SearchWord(word, isLast: index == words.count - 1, in: transaction)
    }
    var found: [(place: Place, stored: StoredRecord<RegistryRecord>)] = []
    for match in SearchMatch.allCases where place.map({ match >= $0.match }) ?? true {
      for kind in kinds {
        var afterID = ""
        if let place, match == place.match {
          if kind.rawValue < place.kind.rawValue { continue }
          if kind == place.kind { afterID = place.afterID }
        }
        let ids = try ids(match, kind, looked, after: afterID, limit: limit - found.count, in: transaction)
        for id in ids {
          guard let stored = try RegistryStore.load(kind, id: id, in: transaction) else { continue }
          found.append((Place(match: match, kind: kind, afterID: id), stored))
        }
        if found.count >= limit { return found }
      }
    }
    return found
  }

  private func ids(
    _ match: SearchMatch,
    _ kind: RecordKind,
    _ looked: [SearchWord],
    after afterID: String,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [String] {
    let conditions: [SearchWord.Condition]
    let better: [SearchWord.Condition]
    switch match {
    case .exact: (conditions, better) = (looked.map(\.exact), [])
    case .prefix: (conditions, better) = (looked.map(\.prefixed), looked.map(\.exact))
    case .typo: (conditions, better) = (looked.map(\.misspelt), looked.map(\.prefixed))
    }
    guard limit > 0, !conditions.contains(where: \.isHopeless),
      let rarest = conditions.indices.min(by: { conditions[$0].nameCount < conditions[$1].nameCount })
    else { return [] }
    var statement = SearchStatement(kind: kind, afterID: afterID, filter: filters[kind])
    statement.lead(by: conditions[rarest])
    for index in conditions.indices where index != rarest { statement.demand(conditions[index]) }
    // What matches better was answered before.
    if !better.isEmpty, !better.contains(where: \.isHopeless) { statement.exclude(better) }
    if hidesPersonalData { statement.excludePersonalData() }
    let sql = statement.sql(limit: limit)
    return try transaction.query(sql, statement.arguments) { $0.text(0) }
  }
}
