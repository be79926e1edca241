import DomainPrimitives

extension ReportCount {
  /// What listings sold, summed by listing and period; a figure is opened by `SaleExplanation`.
  func forEachSale(_ indicator: IndicatorID, _ visit: (ReportMember, Int32) throws -> Void) throws {
    guard question.time != nil else {
      try forEachSale(indicator, in: question.period) { try visit($0, KeyCoder.none) }
      return
    }
    if question.time == .day {
      try forEachDaySale(indicator, visit)
    } else {
      for (code, bucket) in question.buckets.enumerated() {
        try forEachSale(indicator, in: bucket.period) { member in
          var member = member
          member.extent = .rowsOnly
          try visit(member, Int32(code))
        }
      }
    }
    // A month's total counts in the whole period although no part of a period holds that month wholly.
    try forEachSale(indicator, in: question.period) { member in
      var member = member
      member.extent = .totalOnly
      try visit(member, KeyCoder.none)
    }
  }

  /// Months of listings by whether their sales are out of line with the listing's other months.
  func forEachListingMonth(_ visit: (ReportMember) throws -> Void) throws {
    for index in source.facts.listings.indices where source.links.productOfListing[index] >= 0 {
      let months = wholeMonths(of: index)
      let scores = OutlierRule.scores(months.map(\.revenueDong))
      for (month, score) in zip(months, scores) where question.period.holds(month: month.index) {
        var member = listingMember(index)
        member = ReportMember(
          subject: .listingMonth(index, month.index),
          producer: member.producer,
          product: member.product,
          floor: member.floor
        )
        member.day = MonthSales.month(month.index).lastDay
        member.reason =
          switch score {
          case .some(let score): score > OutlierRule.limit ? nil : .noOutlier
          case nil: .tooFewMonths
          }
        guard explains || member.reason == nil else { continue }
        if explains {
          let text =
            score.map { "robust z-score \(($0 * 100).rounded() / 100)" } ?? "no score: too few months, or all alike"
          member.evidence = .words("\(MonthSales.month(month.index)): \(month.revenueDong) đồng, \(text)")
        }
        try visit(member)
      }
    }
  }

  private func forEachSale(
    _ indicator: IndicatorID,
    in period: SalesPeriod,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    let sums = try source.sums(period)
    let previous = indicator == .revenueGrowth ? try source.sums(period.previous) : []
    for (index, sum) in sums.enumerated() where source.links.productOfListing[index] >= 0 {
      if sum.isTooLarge { throw FigureOverflow(figure: "the sales of listing \(source.facts.listings[index].id)") }
      var member = saleMember(indicator, index, sum)
      if indicator == .revenueGrowth { member.previousAmountDong = previous[index].revenueDong }
      let isNothing = member.count == 0 && member.base == 0 && member.amountDong == 0 && member.quantityThousandths == 0
      if isNothing, member.previousAmountDong == 0 { continue }
      try visit(member)
    }
  }

  /// By the days of the orders; a month's total is told of the month's last day.
  private func forEachDaySale(_ indicator: IndicatorID, _ visit: (ReportMember, Int32) throws -> Void) throws {
    let period = question.period
    var listings: [Int: Int] = [:]
    for (place, number) in source.listingNumbers.enumerated() where source.links.productOfListing[place] >= 0 {
      if let number { listings[number] = place }
    }
    var days: [ListingDay: SalesSums] = [:]
    try source.orders(period) { number, order in
      guard let place = listings[number] else { return }
      let totals = source.links.totalsByListing[place]
      guard !period.holds(month: order.monthIndex) || !totals.contains(where: { $0.monthIndex == order.monthIndex })
      else { return }
      days[ListingDay(listing: place, day: order.day), default: SalesSums()].add(order)
    }
    for place in source.facts.listings.indices where source.links.productOfListing[place] >= 0 {
      for total in source.links.totalsByListing[place] where period.holds(month: total.monthIndex) {
        let day = MonthSales.month(total.monthIndex).lastDay
        days[ListingDay(listing: place, day: day), default: SalesSums()].add(total.sums)
      }
    }
    for (key, sum) in days {
      var member = saleMember(indicator, key.listing, sum)
      member.extent = .rowsOnly
      if member.count > 0 || member.base > 0 { try visit(member, bucket(of: key.day)) }
    }
  }

  private struct ListingDay: Hashable {
    let listing: Int
    let day: CivilDate
  }

  private func saleMember(_ indicator: IndicatorID, _ index: Int, _ sum: SalesSums) -> ReportMember {
    var member = listingMember(index)
    member.count = UInt64(clamping: sum.completed)
    member.base = member.count
    switch indicator {
    case .quantity: member.quantityThousandths = sum.quantityThousandths
    case .revenue, .revenueGrowth: member.amountDong = sum.revenueDong
    case .ordersCancelled: member.count = UInt64(clamping: sum.cancelled)
    case .ordersReturned: member.count = UInt64(clamping: sum.returned)
    case .ordersEvidenced: member.count = UInt64(clamping: sum.evidenced)
    case .ordersDeclared: member.count = UInt64(clamping: sum.declared)
    case .ordersEstimated: member.count = UInt64(clamping: sum.estimated)
    default: break
    }
    return member
  }

  private func wholeMonths(of listing: Int) -> [(index: Int32, revenueDong: Int64)] {
    let last = question.period.lastWholeMonth
    var months: [(index: Int32, revenueDong: Int64)] = []
    source.sales.forEachMonth(
      number: source.listingNumbers[listing],
      totals: source.links.totalsByListing[listing]
    ) { month, sums, _ in
      if month <= last, sums.revenueDong > 0 { months.append((month, sums.revenueDong)) }
    }
    return months.sorted { $0.index < $1.index }
  }
}
