import Glibc

/// Which months of a listing are out of line: by the robust z-score of the logarithm of their revenue (Iglewicz and
/// Hoaglin, "How to Detect and Handle Outliers", 1993). They are shown, and never left out of anything.
enum OutlierRule {
  /// Scores above it are out of line.
  static let limit = 3.5
  /// Months that a listing has to have.
  static let monthsMin = 6
  /// Makes the score that of a normal distribution's standard deviation.
  private static let consistency = 0.6745

  /// The score of each month, in their order; nil for all of them where there are too few, or all are alike.
  static func scores(_ revenuesDong: [Int64]) -> [Double?] {
    guard revenuesDong.count >= monthsMin else { return revenuesDong.map { _ in nil } }
    let logarithms = revenuesDong.map { log(Double($0)) }
    let middle = median(logarithms)
    let deviation = median(logarithms.map { abs($0 - middle) })
    guard deviation > 0 else { return revenuesDong.map { _ in nil } }
    return logarithms.map { consistency * abs($0 - middle) / deviation }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
  }
}
