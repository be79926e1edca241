import AccessControl
import DomainPrimitives
import Synchronization

/// Everything that reports are counted from, as it is at one pair of revisions, held in memory: the facts with their
/// links, and the sums of months. What is worked out for a day, a map or a period is kept for the next report.
final class CopySnapshot: Sendable {
  /// Days, maps and periods that are kept; reports ask for the same ones again and again.
  private static let keptMax = 6
  /// Parts of months: a period has two at most.
  private static let edgesMax = 12

  let revisions: [FollowedSource: SourceProgress]
  /// Revision of the registry's log that names of producers are of, also where the facts are older.
  let namesRevision: UInt64
  let book: FactBook
  let facts: CampaignFacts
  let links: FactLinks
  /// What belongs to offices.
  let territories: TerritoryMap
  private let days: DayFacts
  let sales: SalesBook
  /// Of every listing the number under which its orders are; nil when it has none.
  let listingNumbers: [Int?]
  /// The places of listings by those numbers; -1 where there is no listing.
  private let placesByNumber: [Int32]

  struct Map: Sendable {
    let placer: RowPlacer
    /// Those that the rows are of, and what belongs to them.
    let producers: [Producer]
    let places: FactPlaces
    /// Of every producer.
    let rows: [RowKey]
    let index: RowIndex
    let unitCodes: UnitCodes
    let layout: ProgressLayout
  }

  private struct Kept: Sendable {
    var days: [DayStatus] = []
    var maps: [GeographyEdition: Map] = [:]
    var periods: [(period: SalesPeriod, sums: [SalesSums])] = []
    /// Of every listing the months that are out of line.
    var outliers: [(last: Int32, months: [[Int32]])] = []
    /// Sums of parts of months, by the numbers of listings.
    var edges: [(part: SalesPeriod, sums: [SalesSums])] = []
  }

  private let kept = Mutex(Kept())
  /// Of an earlier state with the same units and phases.
  private let earlierMaps: [GeographyEdition: Map]

  /// A snapshot of these facts and sales.
  /// - Parameter earlier: Of an earlier state of the book, of which is taken over what holds.
  init(
    revisions: [FollowedSource: SourceProgress],
    book: FactBook,
    sales: SalesBook,
    namesRevision: UInt64? = nil,
    after earlier: CopySnapshot? = nil
  ) {
    self.revisions = revisions
    self.namesRevision = namesRevision ?? revisions[.registry]?.revision ?? 0
    self.book = book
    self.sales = sales
    facts = book.facts
    let changes = FactChanges(before: earlier?.book.versions, now: book.versions)
    links = FactLinks(facts, after: earlier?.links, changes)
    days = DayFacts(facts, links, after: earlier.map { ($0.facts, $0.days) }, changes)
    let hasUnits = changes.isSame(\.units) && changes.isSame(\.successions)
    territories = (hasUnits ? earlier?.territories : nil) ?? TerritoryMap(facts.geography)
    earlierMaps = (hasUnits && changes.isSame(\.phases) ? earlier?.maps : nil) ?? [:]
    if let earlier, changes.hasSamePlaces(\.listings), earlier.sales.numbers.count == sales.numbers.count {
      (listingNumbers, placesByNumber) = (earlier.listingNumbers, earlier.placesByNumber)
    } else {
      listingNumbers = facts.listings.map { sales.numbers[$0.id] }
      placesByNumber = Self.places(listingNumbers)
    }
  }

  /// The same facts with other sales: what was worked out from facts alone is taken over, and of the sums of periods
  /// what has not changed.
  /// - Parameters:
  ///   - changed: Numbers of listings whose sales have changed.
  ///   - edges: Reads orders at the edges of periods.
  init(
    _ earlier: CopySnapshot,
    revisions: [FollowedSource: SourceProgress],
    sales: SalesBook,
    changed: Set<Int>,
    edges: EdgeReader
  ) throws {
    self.revisions = revisions
    self.sales = sales
    namesRevision = revisions[.registry]?.revision ?? 0
    book = earlier.book
    facts = earlier.facts
    links = earlier.links
    days = earlier.days
    territories = earlier.territories
    earlierMaps = earlier.earlierMaps
    let isNew = sales.numbers.count != earlier.sales.numbers.count
    listingNumbers = isNew ? earlier.facts.listings.map { sales.numbers[$0.id] } : earlier.listingNumbers
    placesByNumber = isNew ? Self.places(listingNumbers) : earlier.placesByNumber
    var taken = earlier.kept.withLock { $0 }
    // Read where days are not known, and without looking at what has changed.
    taken.edges = []
    let places = changed.compactMap { [placesByNumber] number in
      number < placesByNumber.count && placesByNumber[number] >= 0 ? Int(placesByNumber[number]) : nil
    }
    for index in taken.periods.indices {
      let period = taken.periods[index].period
      var ends = PeriodEnds(period) { try self.edge($0, edges) }
      for place in places { taken.periods[index].sums[place] = try sums(ofListing: place, &ends) }
    }
    for index in taken.outliers.indices {
      let last = taken.outliers[index].last
      for place in places { taken.outliers[index].months[place] = outliers(of: place, through: last) }
    }
    kept.withLock { [taken] in $0 = taken }
  }

  /// What was decided about every producer and product on a day.
  func status(on asOf: CivilDate) -> DayStatus {
    if let known = kept.withLock({ kept in kept.days.first { $0.asOf == asOf } }) { return known }
    let status = DayStatus(facts, links, days, asOf: asOf)
    kept.withLock { kept in
      if kept.days.count >= Self.keptMax { kept.days.removeFirst() }
      kept.days.append(status)
    }
    return status
  }

  /// The rows of all producers on a map.
  func map(_ edition: GeographyEdition) -> Map {
    if let known = kept.withLock({ $0.maps[edition] }) { return known }
    let earlier = earlierMaps[edition]
    let placer =
      earlier?.placer ?? RowPlacer(geography: facts.geography, phases: facts.phases, edition: edition)
    let rows = placer.keys(of: facts.producers, after: earlier.map { ($0.producers, $0.rows) } ?? ([], []))
    let same = earlier.flatMap { $0.rows == rows && $0.places.hasSameOwners(as: links.places) ? $0 : nil }
    let index = same?.index ?? RowIndex(rows, links)
    let map = Map(
      placer: placer,
      producers: facts.producers,
      places: links.places,
      rows: rows,
      index: index,
      unitCodes: same?.unitCodes ?? UnitCodes(index, placer),
      layout: same?.layout ?? ProgressLayout(placer, index)
    )
    kept.withLock { $0.maps[edition] = map }
    return map
  }

  /// The rows on all maps that were asked for, here or before.
  private var maps: [GeographyEdition: Map] {
    earlierMaps.merging(kept.withLock { $0.maps }) { $1 }
  }

  /// What each of the facts' listings sold in a period.
  func sums(in period: SalesPeriod, edges: EdgeReader) throws -> [SalesSums] {
    if let known = kept.withLock({ kept in kept.periods.first { $0.period == period }?.sums }) { return known }
    var ends = PeriodEnds(period) { try self.edge($0, edges) }
    var sums = [SalesSums](repeating: SalesSums(), count: listingNumbers.count)
    try sales.putSums(in: period, into: &sums, places: placesByNumber) { try ends.sums($0) }
    for place in links.listingsWithTotals { sums[place] = try self.sums(ofListing: place, &ends) }
    kept.withLock { kept in
      if kept.periods.count >= Self.keptMax { kept.periods.removeFirst() }
      kept.periods.append((period, sums))
    }
    return sums
  }

  /// Of each of the facts' listings the months that are out of line among its months through one.
  func outliers(through last: Int32) -> [[Int32]] {
    if let known = kept.withLock({ kept in kept.outliers.first { $0.last == last }?.months }) { return known }
    var months = [[Int32]](repeating: [], count: listingNumbers.count)
    // By number, since what they sold lies in memory by number.
    for place in placesByNumber where place >= 0 { months[Int(place)] = outliers(of: Int(place), through: last) }
    for place in links.listingsWithTotals { months[place] = outliers(of: place, through: last) }
    kept.withLock { kept in
      if kept.outliers.count >= Self.keptMax { kept.outliers.removeFirst() }
      kept.outliers.append((last, months))
    }
    return months
  }

  private func outliers(of place: Int, through last: Int32) -> [Int32] {
    OutlierRule.months(
      sales.revenues(number: listingNumbers[place], totals: links.totalsByListing[place], through: last)
    )
  }

  private func sums(ofListing place: Int, _ ends: inout PeriodEnds) throws -> SalesSums {
    try sales.sums(number: listingNumbers[place], totals: links.totalsByListing[place], in: ends.period) {
      try ends.sums(number: $0, $1)
    }
  }

  /// Sums of the orders of a part of a month, by the numbers of listings.
  private func edge(_ part: SalesPeriod, _ edges: EdgeReader) throws -> [SalesSums] {
    if let known = kept.withLock({ kept in kept.edges.first { $0.part == part }?.sums }) { return known }
    let sums = try edges.sums(part, count: placesByNumber.count)
    kept.withLock { kept in
      if kept.edges.count >= Self.edgesMax { kept.edges.removeFirst() }
      kept.edges.append((part, sums))
    }
    return sums
  }

  private static func places(_ listingNumbers: [Int?]) -> [Int32] {
    let count = listingNumbers.reduce(0) { max($0, ($1 ?? -1) + 1) }
    var places = [Int32](repeating: -1, count: count)
    for (place, number) in listingNumbers.enumerated() {
      if let number { places[number] = Int32(place) }
    }
    return places
  }
}
