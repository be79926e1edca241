import Feed
import Storage

/// The statement that finds the names of one kind that have the words of a query. Lists of words are filled up to a
/// power of two, so that there are few texts to keep prepared.
struct SearchStatement {
  private let kind: RecordKind
  private let filter: RowFilter?
  private var leading = ""
  private var isLedByOneWord = false
  private var conditions = ""
  /// Values of the placeholders, in order.
  private(set) var arguments: [DatabaseValue]

  /// - Parameters:
  ///   - kind: Producers or products.
  ///   - afterID: Identifiers after this one.
  ///   - filter: What the call reaches of them; nil = all.
  init(kind: RecordKind, afterID: String, filter: RowFilter?) {
    self.kind = kind
    self.filter = filter
    // A filter's placeholders begin at ?3.
    arguments = [.integer(Int64(kind.rawValue)), .text(afterID)] + (filter?.pointArguments ?? [])
  }

  /// The word whose names are gone through.
  mutating func lead(by condition: SearchWord.Condition) {
    leading = text(of: condition, on: "lead.word")
    isLedByOneWord = condition.words.count == 1 && condition.prefix == nil
  }

  /// A word that the name has as well.
  mutating func demand(_ condition: SearchWord.Condition) {
    conditions += " AND \(exists(condition))"
  }

  /// Leaves out names that have all of these words.
  mutating func exclude(_ all: [SearchWord.Condition]) {
    let parts = all.map { exists($0) }
    conditions += " AND NOT (\(parts.joined(separator: " AND ")))"
  }

  /// Leaves out names of persons.
  mutating func excludePersonalData() {
    conditions += " AND lead.is_personal = 0"
  }

  /// The text, complete; nothing can be added afterwards.
  ///
  /// - Parameter limit: Names at most.
  mutating func sql(limit: Int) -> String {
    var reach = ""
    if let filter {
      let table = kind == .producer ? "producer" : "product"
      reach =
        " AND EXISTS (SELECT 1 FROM \(table) WHERE \(table).\(table)_id = lead.subject_id "
        + "AND (\(filter.pointCondition)))"
    }
    arguments.append(.integer(Int64(limit)))
    // The names of one word stand in the order of the answer. Of several words engines would rather go through the
    // names of the whole kind in that order than sort the few that are led to; a sum keeps them from the index for it.
    let isOfKind = isLedByOneWord ? "lead.kind = ?1" : "lead.kind + 0 = ?1"
    return """
      SELECT DISTINCT lead.subject_id FROM search_word AS lead WHERE \(leading) AND \(isOfKind) \
      AND lead.subject_id > ?2\(conditions)\(reach) ORDER BY lead.subject_id LIMIT ?\(arguments.count)
      """
  }

  private mutating func exists(_ condition: SearchWord.Condition) -> String {
    """
    EXISTS (SELECT 1 FROM search_word AS other WHERE other.kind = lead.kind AND other.subject_id = lead.subject_id \
    AND \(text(of: condition, on: "other.word")))
    """
  }

  private mutating func text(of condition: SearchWord.Condition, on column: String) -> String {
    var parts: [String] = []
    if let last = condition.words.last {
      var count = 1
      while count < condition.words.count { count *= 2 }
      let filled = condition.words + Array(repeating: last, count: count - condition.words.count)
      parts.append(
        count == 1 ? "\(column) = \(place(last))" : "\(column) IN (\(filled.map { place($0) }.joined(separator: ", ")))"
      )
    }
    if let prefix = condition.prefix {
      parts.append("\(column) >= \(place(prefix)) AND \(column) < \(place(SearchWord.end(ofPrefix: prefix)))")
    }
    return parts.count == 1 ? parts[0] : "((" + parts.joined(separator: ") OR (") + "))"
  }

  private mutating func place(_ value: String) -> String {
    arguments.append(.text(value))
    return "?\(arguments.count)"
  }
}
