/// The forecast of one series.
public struct SeriesForecast: Hashable, Sendable {
  /// Units of sale of the months asked for, the next one first: never negative, 0 out of season.
  public let values: [Double]
  /// The method they come from.
  public let method: ForecastMethod
  /// Of the method and, where it is another, of seasonal naive; those that could be evaluated.
  public let accuracies: [ForecastAccuracy]
  /// Seasonal naive was not beaten, or there was too little to beat it by, and is published.
  public let isBaselineBest: Bool
  /// The method's forecasts of the past.
  public let rolling: RollingForecasts
}
