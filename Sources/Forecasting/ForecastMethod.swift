/// How a forecast is made.
public enum ForecastMethod: Int, Hashable, Sendable, CaseIterable {
  /// The same month a year ago: the baseline, which others have to beat.
  case seasonalNaive = 1
  /// Mean of the months in season, shaped by the pattern of all products.
  case inSeasonMean = 2
  /// Simple exponential smoothing of the months in season, freed from that pattern first and given it back after.
  case exponentialSmoothing = 3
  /// Croston (1972) with the correction of Syntetos and Boylan (2005).
  case crostonSBA = 4
  /// Teunter, Syntetos and Babai (2011): the chance of a sale sinks in every month without one.
  case crostonTSB = 5
}
