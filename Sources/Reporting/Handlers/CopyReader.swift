import Messages
import Storage

/// Reads the copy into memory: as it is, what has changed in it, or as it was known at earlier revisions.
struct CopyReader {
  let transaction: any ReadTransaction

  /// Everything as it is.
  func snapshot() throws -> CopySnapshot {
    var book = FactBook()
    for source in FollowedSource.allCases { book.merge(try facts(of: source, after: 0)) }
    var sales = SalesBook()
    try readListings(into: &sales)
    try transaction.forEach("\(SalesMonths.selection) ORDER BY month_index, listing_number", []) {
      try SalesMonths.put($0, into: &sales)
    }
    return CopySnapshot(revisions: try revisions(), book: book, sales: sales)
  }

  /// A snapshot brought up to date.
  func snapshot(after earlier: CopySnapshot, _ revisions: [FollowedSource: SourceProgress]) throws -> CopySnapshot {
    var changes: [(identifier: String, fact: Fact)] = []
    for source in FollowedSource.allCases {
      let seen = earlier.revisions[source]?.revision ?? 0
      if revisions[source]?.revision != seen { changes += try facts(of: source, after: seen) }
    }
    var sales = earlier.sales
    var changed: Set<Int> = []
    let seen = earlier.revisions[.listing]?.revision ?? 0
    if revisions[.listing]?.revision != seen {
      try readListings(into: &sales)
      try transaction.forEach(
        "\(SalesMonths.selection) WHERE changed_revision > ?1",
        [.integer(Int64(clamping: seen))]
      ) { changed.insert(try SalesMonths.put($0, into: &sales)) }
    }
    guard changes.isEmpty else {
      var book = earlier.book
      book.merge(changes)
      return CopySnapshot(revisions: revisions, book: book, sales: sales, after: earlier)
    }
    return try CopySnapshot(
      earlier,
      revisions: revisions,
      sales: sales,
      changed: changed,
      edges: EdgeReader(transaction: transaction, listingRevision: nil)
    )
  }

  /// What was known at earlier revisions, given what is known now.
  func snapshot(_ now: CopySnapshot, knownAt revisions: [FollowedSource: SourceProgress]) throws -> CopySnapshot {
    var book = FactBook()
    for source in FollowedSource.allCases {
      book.merge(try facts(of: source, knownAt: revisions[source]?.revision ?? 0))
    }
    var sales = now.sales
    let revision = Int64(clamping: revisions[.listing]?.revision ?? 0)
    try transaction.forEach(
      """
      SELECT listing_number, ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order
      WHERE revision > ?1
      """,
      [.integer(revision)]
    ) { row in
      let line = SalesMonths.line(row, from: 1)
      sales.change(number: Int(row.integer(0)), monthIndex: line.monthIndex) { $0.sums.subtract(line) }
    }
    try transaction.forEach(
      """
      SELECT listing_number, ordered_day, state, evidence, quantity_thousandths, revenue_dong FROM sales_order_version
      WHERE superseded_revision > ?1 AND revision <= ?1
      """,
      [.integer(revision)]
    ) { row in
      let line = SalesMonths.line(row, from: 1)
      sales.change(number: Int(row.integer(0)), monthIndex: line.monthIndex) { $0.add(line) }
    }
    // What producers were called is not kept: they have the names that they have now.
    book.rename(Dictionary(now.facts.producers.map { ($0.id, $0.name) }) { first, _ in first })
    return CopySnapshot(
      revisions: revisions,
      book: book,
      sales: sales,
      namesRevision: now.revisions[.registry]?.revision
    )
  }

  /// How far the sources have been followed.
  func revisions() throws -> [FollowedSource: SourceProgress] {
    var revisions: [FollowedSource: SourceProgress] = [:]
    for source in FollowedSource.allCases {
      revisions[source] = try SourceProgress.load(source: source.name, in: transaction)
    }
    return revisions
  }

  private func facts(of source: FollowedSource, after revision: UInt64) throws -> [(identifier: String, fact: Fact)] {
    try facts(
      of: source,
      // The sign keeps the planner from going through all records of these kinds instead of the few that are new.
      "SELECT record_id, change FROM fact WHERE revision > ?3 AND +kind >= ?1 AND +kind <= ?2",
      revision
    )
  }

  private func facts(of source: FollowedSource, knownAt revision: UInt64) throws -> [(identifier: String, fact: Fact)] {
    try facts(
      of: source,
      """
      SELECT record_id, change FROM fact WHERE revision <= ?3 AND kind >= ?1 AND kind <= ?2
      UNION ALL
      SELECT record_id, change FROM fact_version
      WHERE revision <= ?3 AND superseded_revision > ?3 AND kind >= ?1 AND kind <= ?2
      """,
      revision
    )
  }

  private func facts(
    of source: FollowedSource,
    _ sql: String,
    _ revision: UInt64
  ) throws -> [(identifier: String, fact: Fact)] {
    let kinds = source.kindNumbers
    let arguments: [DatabaseValue] = [
      .integer(kinds.lowerBound), .integer(kinds.upperBound), .integer(Int64(clamping: revision)),
    ]
    return try transaction.query(sql, arguments) { row -> (identifier: String, fact: Fact)? in
      try source.fact(row.bytes(1)).map { (row.text(0), $0.fact) }
    }
    .compactMap { $0 }
  }

  private func readListings(into sales: inout SalesBook) throws {
    let known = sales.numbers.count
    try transaction.forEach(
      "SELECT listing_number, product_listing_id FROM sales_listing WHERE listing_number > ?1",
      [.integer(Int64(known))]
    ) { sales.add(listing: $0.text(1), number: Int($0.integer(0))) }
  }
}
