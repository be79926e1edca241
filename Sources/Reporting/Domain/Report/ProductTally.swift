import DomainPrimitives

/// Counts all indicators of products of a report in one pass over the products: the row of a product is looked up once,
/// not once more for each figure.
struct ProductTally {
  private let count: ReportCount

  /// Whether an indicator is counted here for a question: all that have one row for a product, and the same one for
  /// every indicator.
  static func counts(_ indicator: IndicatorID, in question: ReportQuestion) -> Bool {
    let definition = IndicatorCatalogue.definition(of: indicator)
    return definition.subject == "product" && !definition.isOfPeriod
      && question.groupBy.allSatisfy { $0 != .floor && $0 != .detail && $0 != .seasonMonth }
  }

  init(_ count: ReportCount) {
    self.count = count
  }

  /// Adds the figures of these indicators, by their places in the report.
  func add(_ indicators: [(place: Int, indicator: IndicatorID)], to table: inout ReportTable) throws(FigureOverflow) {
    for (day, bucket) in count.countedDays {
      try add(indicators, on: day, bucket, to: &table)
    }
  }

  private func add(
    _ indicators: [(place: Int, indicator: IndicatorID)],
    on day: CivilDate,
    _ bucket: ReportCount.Bucket,
    to table: inout ReportTable
  ) throws(FigureOverflow) {
    let status = count.source.status(day)
    let producers = count.source.links.producerOfProduct
    let hasRows = !count.question.groupBy.isEmpty
    // One for all of them: to make it anew takes longer than to decide.
    var member = ReportMember(subject: .product(0))
    for index in status.products.indices {
      (member.subject, member.product, member.producer) = (.product(index), index, producers[index])
      guard count.filter.admits(member, status) else { continue }
      var row: Int?
      for (place, indicator) in indicators {
        count.decide(indicator, index, status, &member)
        guard member.isInBase || member.reason == nil else { continue }
        if bucket.isInTotal { try table.total[place].add(member, unitOfSale: nil) }
        guard hasRows else { continue }
        let known = row ?? table.place(of: count.key(member, status, bucket.code))
        row = known
        try table.add(member, at: known + place, unitOfSale: nil)
      }
    }
  }
}
