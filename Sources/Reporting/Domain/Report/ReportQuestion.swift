import DomainPrimitives

/// What a report is asked for, checked.
struct ReportQuestion: Hashable, Sendable {
  /// Periods of time that a report may be broken into.
  static let bucketsMax = 400

  var indicators: [IndicatorID]
  var groupBy: [Dimension] = []
  var filter = ReportFilter()
  let asOf: CivilDate
  /// Days of what is counted over time; the last one is not after `asOf`.
  var period: SalesPeriod
  var silentDays = 60
  /// The periods of the time dimension in `groupBy`, oldest first; empty without one.
  var buckets: [TimeBucket] = []

  /// The dimension of `groupBy` that is one of time.
  var time: Dimension? { groupBy.first(where: \.isTime) }
}
