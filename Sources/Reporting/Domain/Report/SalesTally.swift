import DomainPrimitives

/// Counts all indicators of sales of a report in one pass over the listings, without a record for each: there are
/// millions of months of listings in a country.
struct SalesTally {
  private let count: ReportCount
  /// Of listings of one row and, as the part, one unit of sale.
  private var groups = KeyPlaces()
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
    // By the numbers of listings: the groups of those whose months are added up all at once.
    var groupsByNumber = [Int32](repeating: -1, count: source.listingNumbers.reduce(0) { max($0, ($1 ?? -1) + 1) })
    let (products, unitsOfSale) = (source.links.productOfListing, source.links.unitsOfSale)
    for listing in products.indices where products[listing] >= 0 {
      let sum = inPeriod[listing]
      let earlier = before.isEmpty ? SalesSums() : before[listing]
      guard sum != SalesSums() || earlier != SalesSums() else { continue }
      if sum.isTooLarge { throw FigureOverflow(figure: "the sales of listing \(source.facts.listings[listing].id)") }
      let member = count.listingMember(listing)
      guard count.filter.admits(member, status) else { continue }
      let unit = source.links.unitOfSaleOfProduct[member.product]
      let unitOfSale = unitsOfSale[Int(unit)]
      for (place, indicator) in indicators {
        try table.total[place].add(sum, indicator, previous: earlier, unitOfSale: unitOfSale)
      }
      guard !question.groupBy.isEmpty else { continue }
      let first = place(of: count.key(member, status, 0), unit) * bucketCount
      if question.time == nil {
        sums[first].add(sum)
        if hasPrevious { previous[first].add(earlier) }
      } else {
        try calendar.addEdges(listing, source) { sums[first + $0].add($1) }
        if let number = source.listingNumbers[listing], source.links.totalsByListing[listing].isEmpty {
          groupsByNumber[number] = Int32(first)
        } else {
          calendar.addMonths(listing, source) { sums[first + $0].add($1) }
        }
      }
    }
    if question.time != nil { source.sales.add(spans: calendar.spans, groups: groupsByNumber, to: &sums) }
    table.reserve(groups.keys.count)
    let timePlace = question.groupBy.firstIndex(where: \.isTime)
    for (place, group) in groups.keys.enumerated() {
      for bucket in 0..<bucketCount {
        let index = place * bucketCount + bucket
        let earlier = hasPrevious ? previous[index] : SalesSums()
        guard sums[index] != SalesSums() || earlier != SalesSums() else { continue }
        try table.add(
          sums[index],
          previous: earlier,
          indicators,
          to: Self.key(group.cell, bucket, timePlace),
          unitOfSale: unitsOfSale[Int(group.part)]
        )
      }
    }
  }

  private mutating func place(of key: CellKey, _ unitOfSale: Int32) -> Int {
    let (place, isNew) = groups.place(of: key, unitOfSale)
    guard isNew else { return place }
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
