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

  /// The months that are out of line.
  static func months(_ months: [(monthIndex: Int32, revenueDong: Int64)]) -> [Int32] {
    zip(months, scores(months.map(\.revenueDong))).compactMap { month, score in
      (score ?? 0) > limit ? month.monthIndex : nil
    }
  }

  /// The score of each month, in their order; nil for all of them where there are too few, or all are alike.
  static func scores(_ revenuesDong: [Int64]) -> [Double?] {
    guard revenuesDong.count >= monthsMin else { return revenuesDong.map { _ in nil } }
    let logarithms = revenuesDong.map { log(Double($0)) }
    let sorted = logarithms.sorted()
    let half = sorted.count / 2
    let isEven = sorted.count.isMultiple(of: 2)
    let middle = isEven ? (sorted[half - 1] + sorted[half]) / 2 : sorted[half]
    let deviation = medianDeviation(sorted, from: middle)
    guard deviation > 0 else { return revenuesDong.map { _ in nil } }
    return logarithms.map { consistency * abs($0 - middle) / deviation }
  }

  /// The median of how far sorted values are from their middle: both sides of it are sorted by that, so they are merged
  /// from there outwards.
  private static func medianDeviation(_ sorted: [Double], from middle: Double) -> Double {
    let half = sorted.count / 2
    var above = sorted.firstIndex { $0 >= middle } ?? sorted.count
    var below = above - 1
    var earlier = 0.0
    var last = 0.0
    for _ in 0...half {
      earlier = last
      let down = below >= 0 ? middle - sorted[below] : .infinity
      let up = above < sorted.count ? sorted[above] - middle : .infinity
      if down < up {
        last = down
        below -= 1
      } else {
        last = up
        above += 1
      }
    }
    return sorted.count.isMultiple(of: 2) ? (earlier + last) / 2 : last
  }
}
