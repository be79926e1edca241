import DomainPrimitives
import Synchronization

/// Everything that reports are counted from, as it is at one pair of revisions, held in memory: the facts with their
/// links, and the sums of months. What is worked out for a day, a map or a period is kept for the next report.
final class CopySnapshot: Sendable {
  /// Days, maps and periods that are kept; reports ask for the same ones again and again.
  private static let keptMax = 6

  let revisions: [FollowedSource: SourceProgress]
  /// Revision of the registry's log that names of producers are of, also where the facts are older.
  let namesRevision: UInt64
  let book: FactBook
  let facts: CampaignFacts
  let links: FactLinks
  let sales: SalesBook
  /// Of every listing the number under which its orders are; nil when it has none.
  let listingNumbers: [Int?]

  struct Map: Sendable {
    let placer: RowPlacer
    /// Of every producer.
    let rows: [RowKey]
    let index: RowIndex
  }

  private struct Kept: Sendable {
    var days: [DayStatus] = []
    var maps: [GeographyEdition: Map] = [:]
    var periods: [(period: SalesPeriod, sums: [SalesSums])] = []
    var edges: [(part: SalesPeriod, sums: [Int: SalesSums])] = []
  }

  private let kept = Mutex(Kept())

  /// A snapshot of these facts and sales.
  init(
    revisions: [FollowedSource: SourceProgress],
    book: FactBook,
    sales: SalesBook,
    namesRevision: UInt64? = nil
  ) {
    self.revisions = revisions
    self.namesRevision = namesRevision ?? revisions[.registry]?.revision ?? 0
    self.book = book
    self.sales = sales
    facts = book.facts
    links = FactLinks(facts)
    listingNumbers = facts.listings.map { sales.numbers[$0.id] }
  }

  /// The same facts with other sales: what was worked out from facts alone is taken over, and of the sums of periods
  /// what has not changed.
  /// - Parameters:
  ///   - changed: Numbers of listings whose months have changed.
  ///   - changedMonths: Those months.
  ///   - edges: Reads orders at the edges of periods.
  init(
    _ earlier: CopySnapshot,
    revisions: [FollowedSource: SourceProgress],
    sales: SalesBook,
    changed: Set<Int>,
    changedMonths: Set<Int32>,
    edges: EdgeReader
  ) throws {
    self.revisions = revisions
    self.sales = sales
    namesRevision = revisions[.registry]?.revision ?? 0
    book = earlier.book
    facts = earlier.facts
    links = earlier.links
    listingNumbers =
      sales.numbers.count == earlier.sales.numbers.count
      ? earlier.listingNumbers : earlier.facts.listings.map { sales.numbers[$0.id] }
    var taken = earlier.kept.withLock { $0 }
    // Orders of parts of months are read again where something in the part may have changed.
    taken.edges.removeAll { edge in changedMonths.contains(edge.part.firstMonth) }
    kept.withLock { [taken] in $0 = taken }
    let places = listingNumbers.indices.filter { place in listingNumbers[place].map(changed.contains) ?? false }
    for index in taken.periods.indices {
      let period = taken.periods[index].period
      for place in places {
        taken.periods[index].sums[place] = try sales.sums(
          number: listingNumbers[place],
          totals: links.totalsByListing[place],
          in: period,
          edge: { number, part in try self.edge(number, part, edges) }
        )
      }
    }
    let patched = taken.periods
    kept.withLock { $0.periods = patched }
  }

  /// What was decided about every producer and product on a day.
  func status(on asOf: CivilDate) -> DayStatus {
    if let known = kept.withLock({ kept in kept.days.first { $0.asOf == asOf } }) { return known }
    let status = DayStatus(facts, links, asOf: asOf)
    kept.withLock { kept in
      if kept.days.count >= Self.keptMax { kept.days.removeFirst() }
      kept.days.append(status)
    }
    return status
  }

  /// The rows of all producers on a map.
  func map(_ edition: GeographyEdition) -> Map {
    if let known = kept.withLock({ $0.maps[edition] }) { return known }
    let placer = RowPlacer(geography: facts.geography, phases: facts.phases, edition: edition)
    let rows = placer.keys(of: facts.producers)
    let map = Map(placer: placer, rows: rows, index: RowIndex(rows, links))
    kept.withLock { $0.maps[edition] = map }
    return map
  }

  /// What each of the facts' listings sold in a period.
  func sums(in period: SalesPeriod, edges: EdgeReader) throws -> [SalesSums] {
    if let known = kept.withLock({ kept in kept.periods.first { $0.period == period }?.sums }) { return known }
    let sums = try listingNumbers.indices.map { place in
      try sales.sums(
        number: listingNumbers[place],
        totals: links.totalsByListing[place],
        in: period,
        edge: { number, part in try self.edge(number, part, edges) }
      )
    }
    kept.withLock { kept in
      if kept.periods.count >= Self.keptMax { kept.periods.removeFirst() }
      kept.periods.append((period, sums))
    }
    return sums
  }

  /// Sums of the orders of a part of a month, of every listing at once: they lie by day.
  private func edge(_ number: Int, _ part: SalesPeriod, _ edges: EdgeReader) throws -> SalesSums {
    if let known = kept.withLock({ kept in kept.edges.first { $0.part == part }?.sums[number] }) { return known }
    if kept.withLock({ kept in kept.edges.contains { $0.part == part } }) { return SalesSums() }
    let sums = try edges.sums(part)
    kept.withLock { kept in
      if kept.edges.count >= Self.keptMax { kept.edges.removeFirst() }
      kept.edges.append((part, sums))
    }
    return sums[number] ?? SalesSums()
  }
}
