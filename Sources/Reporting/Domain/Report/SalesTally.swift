import DomainPrimitives

/// Counts all indicators of sales of a report in one pass over the listings, without a record for each: there are
/// millions of months of listings in a country.
struct SalesTally {
  /// Listings of one row and one unit of sale.
  private struct Group: Hashable {
    let key: CellKey
    let unitOfSale: Int32
  }

  private let count: ReportCount
  private var groups: [Group: Int] = [:]
  /// By group and period of time: place × periods + period.
  private var sums: [SalesSums] = []
  private var previous: [SalesSums] = []
  /// Whether growth is asked for, which has no periods of time here.
  private var hasPrevious = false
  private let bucketCount: Int

  /// Whether an indicator is counted here for a question: everything of sales, but by days, where single orders are
  /// needed, and growth by periods, each of which has a period before it.
  static func counts(_ indicator: IndicatorID, in question: ReportQuestion) -> Bool {
    guard IndicatorCatalogue.definition(of: indicator).subject == "sale", question.time != .day else { return false }
    return indicator != .revenueGrowth || question.time == nil
  }

  init(_ count: ReportCount) {
    self.count = count
    bucketCount = max(1, count.question.buckets.count)
  }

  /// Adds the figures of these indicators, by their places in the report.
  mutating func add(_ indicators: [(place: Int, indicator: IndicatorID)], to table: inout ReportTable) throws {
    let source = count.source
    let question = count.question
    let status = source.status(question.asOf)
    let inPeriod = try source.sums(question.period)
    hasPrevious = indicators.contains { $0.indicator == .revenueGrowth }
    let before =
      hasPrevious ? try source.sums(question.period.previous) : []
    let calendar = BucketCalendar(question)
    for listing in source.facts.listings.indices where source.links.productOfListing[listing] >= 0 {
      let sum = inPeriod[listing]
      let earlier = before.isEmpty ? SalesSums() : before[listing]
      guard sum != SalesSums() || earlier != SalesSums() else { continue }
      if sum.isTooLarge { throw FigureOverflow(figure: "the sales of listing \(source.facts.listings[listing].id)") }
      let member = count.listingMember(listing)
      guard count.filter.admits(member, status) else { continue }
      let unit = source.links.unitOfSaleOfProduct[member.product]
      let unitOfSale = source.links.unitsOfSale[Int(unit)]
      for (place, indicator) in indicators {
        try table.total[place].add(sum, indicator, previous: earlier, unitOfSale: unitOfSale)
      }
      guard !question.groupBy.isEmpty else { continue }
      let first = place(of: Group(key: count.key(member, status, 0), unitOfSale: unit)) * bucketCount
      if question.time == nil {
        sums[first].add(sum)
        if hasPrevious { previous[first].add(earlier) }
      } else {
        // Straight into the memory: there are a million months, and to ask each time whose it is takes as long again.
        try sums.withUnsafeMutableBufferPointer { sums in
          try calendar.add(listing, source) { sums[first + $0].add($1) }
        }
      }
    }
    table.reserve(groups.count)
    let timePlace = question.groupBy.firstIndex(where: \.isTime)
    for (group, place) in groups {
      for bucket in 0..<bucketCount {
        let index = place * bucketCount + bucket
        let earlier = hasPrevious ? previous[index] : SalesSums()
        guard sums[index] != SalesSums() || earlier != SalesSums() else { continue }
        try table.add(
          sums[index],
          previous: earlier,
          indicators,
          to: Self.key(group.key, bucket, timePlace),
          unitOfSale: source.links.unitsOfSale[Int(group.unitOfSale)]
        )
      }
    }
  }

  private mutating func place(of group: Group) -> Int {
    if let known = groups[group] { return known }
    let place = groups.count
    groups[group] = place
    for _ in 0..<bucketCount { sums.append(SalesSums()) }
    if hasPrevious { previous.append(SalesSums()) }
    return place
  }

  private static func key(_ key: CellKey, _ bucket: Int, _ timePlace: Int?) -> CellKey {
    guard let place = timePlace else { return key }
    var key = key
    key[place] = Int32(bucket)
    return key
  }
}
