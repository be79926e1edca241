import DomainPrimitives
import Forecasting
import Messages

/// Forecasts as messages.
struct ForecastMessages {
  let count: ForecastCount
  let facts: CampaignFacts
  let scope: ForecastScope
  let placer: RowPlacer

  /// Everything but the watermarks.
  func response() -> ReportingV1.GetForecastResponse {
    var names: [String: String] = [:]
    if scope.grouping == .product { for product in facts.products { names[product.id] = product.name } }
    var message = ReportingV1.GetForecastResponse()
    message.asOf = scope.report.asOf.description
    message.lastMonth = scope.lastMonth.description
    message.edition = scope.report.editionMessage
    message.rows = count.rows.prefix(scope.rowLimit).map { row($0, productNames: names) }
    message.rowsLeftOut = UInt32(clamping: count.rows.count - message.rows.count)
    return message
  }

  private func row(_ row: ForecastCount.Row, productNames: [String: String]) -> ReportingV1.ForecastRow {
    var message = ReportingV1.ForecastRow()
    if scope.grouping != .everything {
      var key = ReportingV1.DimensionKey()
      key.dimension = scope.grouping.dimension
      key.value = row.key.value
      key.label = label(row.key.value, productNames)
      message.keys = [key]
    }
    message.unitOfSale = row.key.unitOfSale
    message.points = row.sum.isRefused ? [] : points(row.sum)
    message.history = row.sum.history.enumerated().map { place, thousandths in
      var month = ReportingV1.MonthQuantity()
      month.month = scope.lastMonth.adding(months: place + 1 - row.sum.history.count).description
      month.quantityThousandths = thousandths
      return month
    }
    message.seriesCount = UInt32(clamping: row.sum.seriesCount)
    message.refusedCount = UInt32(clamping: row.sum.refusals.count)
    if let forecast = row.sum.only {
      message.method = Self.method(forecast.method)
      message.accuracies = forecast.accuracies.map(Self.accuracy)
      message.isBaselineBest = forecast.isBaselineBest
    }
    if row.sum.isRefused {
      // What has sold already lacks the least.
      let refusal: ForecastRefusal = row.sum.refusals.contains(.seriesTooShort) ? .seriesTooShort : .neverSold
      message.refusal = refusal == .neverSold ? .neverSold : .seriesTooShort
      message.refusalWordsVietnamese = refusal.wordsVietnamese
      message.refusalWordsEnglish = refusal.wordsEnglish
    }
    message.expectations = row.productID.map(expectations) ?? []
    return message
  }

  private func points(_ sum: ForecastSum) -> [ReportingV1.ForecastPoint] {
    sum.quantities.indices.map { place in
      var point = ReportingV1.ForecastPoint()
      point.month = scope.lastMonth.adding(months: place + 1).description
      point.quantityThousandths = sum.quantities[place]
      point.revenueDong = sum.revenues[place]
      if let interval = count.interval(around: sum.quantities[place], monthsAhead: place + 1) {
        point.hasInterval = true
        point.lowThousandths = interval.lowerBound
        point.highThousandths = interval.upperBound
      }
      return point
    }
  }

  /// What producers had said by the report's day about the months ahead; of a month what was said last.
  private func expectations(ofProduct productID: String) -> [ReportingV1.ExpectedQuantity] {
    let stated = facts.expectations.filter { $0.productID == productID && $0.statedOn <= scope.report.asOf }
    return (1...scope.months).compactMap { ahead in
      let month = scope.lastMonth.adding(months: ahead)
      let last = stated.filter { $0.firstMonth <= month && month <= $0.lastMonth }
        .max { ($0.statedOn, $0.id) < ($1.statedOn, $1.id) }
      guard let last else { return nil }
      var message = ReportingV1.ExpectedQuantity()
      message.month = month.description
      message.quantityThousandthsMin = last.quantityMinThousandths
      message.quantityThousandthsMax = last.quantityMaxThousandths
      message.statedOn = last.statedOn.description
      return message
    }
  }

  private func label(_ value: String, _ productNames: [String: String]) -> String {
    switch scope.grouping {
    case .everything: ""
    case .product: productNames[value] ?? ""
    case .floor: facts.floors.first { $0.id == value }?.name ?? ""
    case .unit, .province: facts.geography.unit(code: value, on: scope.report.edition.referenceDate)?.name ?? ""
    }
  }

  private static func method(_ method: ForecastMethod) -> ReportingV1.ForecastMethod {
    switch method {
    case .seasonalNaive: .seasonalNaive
    case .inSeasonMean: .inSeasonMean
    case .exponentialSmoothing: .exponentialSmoothing
    case .crostonSBA: .crostonSba
    case .crostonTSB: .crostonTsb
    }
  }

  private static func accuracy(_ accuracy: ForecastAccuracy) -> ReportingV1.ForecastAccuracy {
    var message = ReportingV1.ForecastAccuracy()
    message.method = method(accuracy.method)
    message.comparisonCount = UInt32(clamping: accuracy.comparisonCount)
    message.maseMillionths = Int64(clamping: accuracy.mase * 1_000_000)
    message.rmsseMillionths = Int64(clamping: accuracy.rmsse * 1_000_000)
    message.biasMillionths = Int64(clamping: accuracy.bias * 1_000_000)
    return message
  }
}
