import DomainPrimitives
import Forecasting
import Messages

/// What a forecast is asked for, checked as far as that needs no facts.
struct ForecastScope: Hashable, Sendable {
  static let rowsMax: UInt32 = 10_000

  let report: ReportScope
  /// 1 to 3.
  let months: Int
  let grouping: ForecastGrouping
  let rowLimit: Int

  /// The last whole month before the report's day.
  var lastMonth: CivilMonth { CivilMonth(containing: report.asOf).adding(months: -1) }

  /// Throws `RequestError` naming the field and what it could be.
  init(_ request: ReportingV1.GetForecastRequest, today: CivilDate) throws(RequestError) {
    report = try ReportScope(asOf: request.asOf, edition: request.edition, today: today)
    guard request.months <= MonthlySeries.horizonMax else {
      throw RequestError(
        kind: .invalidArgument,
        field: "months",
        reason: "out_of_range",
        description: "\(request.months) months are too many to foresee; ask for 1 to \(MonthlySeries.horizonMax)"
      )
    }
    months = request.months == 0 ? MonthlySeries.horizonMax : Int(request.months)
    guard let grouping = ForecastGrouping(request.groupBy) else {
      let known = ForecastGrouping.allCases.compactMap(\.dimension.name).joined(separator: ", ")
      throw RequestError(
        kind: .invalidArgument,
        field: "group_by",
        reason: "unknown_dimension",
        description: "a forecast cannot be broken down by \(request.groupBy.name ?? "\(request.groupBy.rawValue)"); "
          + "there are: \(known)"
      )
    }
    self.grouping = grouping
    guard request.rowLimit <= Self.rowsMax else {
      throw RequestError(
        kind: .invalidArgument,
        field: "row_limit",
        reason: "out_of_range",
        description: "\(request.rowLimit) rows are too many for one answer; ask for at most \(Self.rowsMax)"
      )
    }
    rowLimit = Int(request.rowLimit == 0 ? Self.rowsMax : request.rowLimit)
  }
}
