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
    let last = question.period.lastWholeMonth
    if explains { return try forEachScoredMonth(through: last, visit) }
    for (index, months) in source.outliers(last).enumerated() where source.links.productOfListing[index] >= 0 {
      for month in months where question.period.holds(month: month) { try visit(monthMember(index, month)) }
    }
  }

  /// All of them, with their scores.
  private func forEachScoredMonth(through last: Int32, _ visit: (ReportMember) throws -> Void) throws {
    for index in source.facts.listings.indices where source.links.productOfListing[index] >= 0 {
      let months = source.sales.revenues(
        number: source.listingNumbers[index],
        totals: source.links.totalsByListing[index],
        through: last
      )
      let scores = OutlierRule.scores(months.map(\.revenueDong))
      for (month, score) in zip(months, scores) where question.period.holds(month: month.monthIndex) {
        var member = monthMember(index, month.monthIndex)
        member.reason =
          switch score {
          case .some(let score): score > OutlierRule.limit ? nil : .noOutlier
          case nil: .tooFewMonths
          }
        let text =
          score.map { "robust z-score \(($0 * 100).rounded() / 100)" } ?? "no score: too few months, or all alike"
        member.evidence = .words("\(MonthSales.month(month.monthIndex)): \(month.revenueDong) đồng, \(text)")
        try visit(member)
      }
    }
  }

  private func monthMember(_ listing: Int, _ monthIndex: Int32) -> ReportMember {
    let ofListing = listingMember(listing)
    var member = ReportMember(
      subject: .listingMonth(listing, monthIndex),
      producer: ofListing.producer,
      product: ofListing.product,
      floor: ofListing.floor
    )
    member.day = MonthSales.month(monthIndex).lastDay
    return member
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
}
