/// Why nothing is forecast.
public enum ForecastRefusal: Error, Hashable, Sendable {
  /// Fewer than `Forecaster.knownMonthsMin` months in season are known.
  case seriesTooShort
  /// There is no month with sales.
  case neverSold
}
