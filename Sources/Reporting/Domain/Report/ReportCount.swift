import DomainPrimitives

/// Counts the indicators of a report. Every figure is nothing but the sum of its members, so counting and opening a
/// figure cannot disagree.
///
/// A class, as is what it counts from: they are used once for every record, and to copy them each time would cost more
/// than to count.
final class ReportCount {
  let source: ReportSource
  let question: ReportQuestion
  let coder: KeyCoder
  /// Whether members carry the facts that decided: a figure is to be opened.
  let explains: Bool
  let filter: ReportAdmission
  private let dimensions: [Dimension]

  init(_ source: ReportSource, _ question: ReportQuestion, explains: Bool = false) {
    self.source = source
    self.question = question
    self.explains = explains
    dimensions = question.groupBy
    coder = KeyCoder(source, question)
    filter = ReportAdmission(question.filter, source)
  }

  /// The whole report: figures by row, and of everything. Throws `FigureOverflow` or what the source throws.
  func table() throws -> ReportTable {
    var table = ReportTable(indicatorCount: question.indicators.count)
    let indicators = question.indicators.enumerated().map { (place: $0.offset, indicator: $0.element) }
    let ofSales = indicators.filter { SalesTally.counts($0.indicator, in: question) }
    if !ofSales.isEmpty {
      var tally = SalesTally(self)
      try tally.add(ofSales, to: &table)
    }
    let ofProducts = indicators.filter { ProductTally.counts($0.indicator, in: question) }
    if !ofProducts.isEmpty { try ProductTally(self).add(ofProducts, to: &table) }
    let tallied = Set((ofSales + ofProducts).map(\.place))
    for (place, indicator) in indicators where !tallied.contains(place) {
      try forEachMember(of: indicator) { member, status, bucket in
        let unitOfSale = indicator == .quantity ? source.facts.products[member.product].unitOfSale : nil
        if member.extent != .rowsOnly, bucket.isInTotal {
          try table.total[place].add(member, unitOfSale: unitOfSale)
        }
        if member.extent != .totalOnly, !question.groupBy.isEmpty {
          try table.add(member, to: key(member, status, bucket.code), place, unitOfSale: unitOfSale)
        }
      }
    }
    let units = question.indicators.map { IndicatorCatalogue.definition(of: $0).unit }
    table.dropEmptyRows(of: units, keeping: alwaysShown)
    return table
  }

  /// The row of a member.
  func key(_ member: ReportMember, _ status: DayStatus, _ bucket: Int32) -> CellKey {
    var key = CellKey()
    for place in dimensions.indices { key[place] = coder.code(member, dimensions[place], status, bucket: bucket) }
    return key
  }

  /// The period that a member is counted for.
  struct Bucket {
    /// Its number in the question; `KeyCoder.none` without a dimension of time.
    var code = KeyCoder.none
    /// Of what is counted on the last day of each period, only the last period is the total.
    var isInTotal = true
  }

  typealias Visit = (ReportMember, DayStatus, Bucket) throws -> Void

  /// Hands over every admitted record that an indicator looks at.
  func forEachMember(of indicator: IndicatorID, _ visit: Visit) throws {
    let definition = IndicatorCatalogue.definition(of: indicator)
    if definition.isOfPeriod { return try forEachPeriodMember(of: indicator, visit) }
    if question.groupBy.contains(.seasonMonth) { return try forEachSeasonMember(visit) }
    for (day, bucket) in countedDays {
      try forEachDayMember(of: indicator, on: day) { try visit($0, $1, bucket) }
    }
  }

  /// The days on which is counted what is counted of a day: the last ones of periods, or that of the question.
  var countedDays: [(day: CivilDate, bucket: Bucket)] {
    guard question.time != nil else { return [(question.asOf, Bucket())] }
    return question.buckets.enumerated().map { code, bucket in
      (bucket.period.last, Bucket(code: Int32(code), isInTotal: code == question.buckets.count - 1))
    }
  }

  private func forEachDayMember(
    of indicator: IndicatorID,
    on day: CivilDate,
    _ visit: (ReportMember, DayStatus) throws -> Void
  ) throws {
    let status = source.status(day)
    func admitted(_ member: ReportMember) throws {
      if filter.admits(member, status) { try visit(member, status) }
    }
    switch indicator {
    case .producers, .producersWithStore, .producersWithPaymentAccount, .producersWithStoreAndPaymentAccount:
      try forEachProducer(indicator, on: day, status, admitted)
    case .storesOpen, .leadingStores, .superLeadingStores, .storesSellingInSeason, .storesSilent,
      .storesReportingLate:
      try forEachStore(indicator, on: day, status, admitted)
    case .listingsLive, .listingsUnverified: try forEachListing(indicator, on: day, admitted)
    case .supportRequestsOpen, .supportRequestsOverdue: try forEachOpenRequest(indicator, on: day, admitted)
    case .findingsOpen, .findingsOverdue: try forEachOpenFinding(indicator, on: day, admitted)
    default: try forEachProduct(indicator, on: day, status, admitted)
    }
  }

  private func forEachPeriodMember(of indicator: IndicatorID, _ visit: Visit) throws {
    let status = source.status(question.asOf)
    func admitted(_ member: ReportMember, _ bucket: Int32) throws {
      if filter.admits(member, status) { try visit(member, status, Bucket(code: bucket)) }
    }
    func dated(_ member: ReportMember) throws {
      guard let day = member.day else { return }
      try admitted(member, bucket(of: day))
    }
    switch indicator {
    case .trainings: try forEachTraining(dated)
    case .trainingAttendances: try forEachAttendance(dated)
    case .producersTrained: try forEachTrainedProducer(status, admitted)
    case .supportRequestsDone: try forEachDoneRequest(dated)
    case .inspections: try forEachInspection(dated)
    case .findings, .findingsFollowedUp: try forEachFinding(indicator, dated)
    case .salesOutliers: try forEachListingMonth(dated)
    default: try forEachSale(indicator, admitted)
    }
  }

  /// The number of the period that holds a day.
  func bucket(of day: CivilDate) -> Int32 {
    guard question.time != nil else { return KeyCoder.none }
    let place = question.buckets.firstIndex { $0.period.first <= day && day <= $0.period.last }
    return place.map { Int32($0) } ?? KeyCoder.none
  }

  /// With nothing but time, what is counted of a day has a row for every period.
  private var alwaysShown: [CellKey] {
    guard question.groupBy.count == 1, question.time != nil,
      question.indicators.contains(where: { !IndicatorCatalogue.definition(of: $0).isOfPeriod })
    else { return [] }
    return question.buckets.indices.map { CellKey(first: Int32($0)) }
  }
}
