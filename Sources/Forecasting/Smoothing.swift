/// The smoothing that methods are built from, as published. Values are the months in season, oldest first.
enum Smoothing {
  /// What Croston's methods are run with: Croston's own 0.1 to 0.2, at its careful end.
  static let intermittentAlpha = 0.1

  private static let alphas = (1...9).map { Double($0) / 10 }

  /// Simple exponential smoothing: the level after the last value, which begins as the first one.
  static func level(_ values: [Double], alpha: Double) -> Double {
    guard var level = values.first else { return 0 }
    for value in values.dropFirst() { level = alpha * value + (1 - alpha) * level }
    return level
  }

  /// Of 0.1, 0.2 … 0.9 the one whose forecasts of the next value had the least squared error; of equals the calmest.
  static func bestAlpha(_ values: [Double]) -> Double {
    var best = (alpha: 0.1, error: Double.infinity)
    for alpha in alphas {
      var error = 0.0
      guard var level = values.first else { return alpha }
      for value in values.dropFirst() {
        error += (value - level) * (value - level)
        level = alpha * value + (1 - alpha) * level
      }
      if error < best.error { best = (alpha, error) }
    }
    return best.alpha
  }

  /// Croston's classic method: smoothed size of a month's sales over the smoothed interval between months with sales.
  static func croston(_ values: [Double], alpha: Double) -> Double {
    let interval = level(intervals(values).map(Double.init), alpha: alpha)
    return interval > 0 ? level(values.filter { $0 > 0 }, alpha: alpha) / interval : 0
  }

  /// Croston's method without the bias that Syntetos and Boylan found in it.
  static func crostonSBA(_ values: [Double], alpha: Double) -> Double {
    (1 - alpha / 2) * croston(values, alpha: alpha)
  }

  /// Teunter's, Syntetos's and Babai's method: smoothed size times the smoothed chance of a sale.
  static func crostonTSB(_ values: [Double], sizeAlpha: Double, chanceAlpha: Double) -> Double {
    level(values.filter { $0 > 0 }, alpha: sizeAlpha) * level(values.map { $0 > 0 ? 1 : 0 }, alpha: chanceAlpha)
  }

  /// Whether sales come now and then only: a month with sales on average every 1.32 months or less often, where
  /// Croston's method is the better one (Syntetos, Boylan and Croston, 2005).
  static func isIntermittent(_ values: [Double]) -> Bool {
    let intervals = intervals(values)
    // Without any sale the mean is no number, which is not at least anything.
    return Double(intervals.reduce(0, +)) / Double(intervals.count) >= 1.32
  }

  /// Months from each month with sales to the one before it; of the first one to the beginning.
  private static func intervals(_ values: [Double]) -> [Int] {
    var intervals: [Int] = []
    var interval = 1
    for value in values {
      if value > 0 {
        intervals.append(interval)
        interval = 1
      } else {
        interval += 1
      }
    }
    return intervals
  }
}
