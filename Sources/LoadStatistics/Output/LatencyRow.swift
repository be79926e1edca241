/// A row of a table of times: a percentile, or another figure of a histogram.
struct LatencyRow: Sendable {
  /// "p99.9", "Mean".
  let name: String
  /// The figure; not asked for when the histogram is empty.
  let nanoseconds: @Sendable (SparseHistogram) -> Double

  /// The figure with its unit; "–" when nothing was recorded.
  func text(_ histogram: SparseHistogram) -> String {
    histogram.count == 0 ? "–" : DecimalText.time(nanoseconds: nanoseconds(histogram))
  }

  /// What tables show, from the smallest time to the largest, then mean and deviation.
  static let rows: [LatencyRow] =
    [LatencyRow(name: "min") { Double($0.minNanoseconds) }]
    + ShownPercentile.allCases.map { percentile in
      LatencyRow(name: percentile.name) { Double($0.nanoseconds(atPercentile: percentile.rawValue)) }
    }
    + [
      LatencyRow(name: "max") { Double($0.maxNanoseconds) },
      LatencyRow(name: "mean") { $0.meanNanoseconds },
      LatencyRow(name: "deviation") { $0.standardDeviationNanoseconds },
    ]
}

extension SparseHistogram {
  /// The time at a percentile with its unit; "–" when nothing was recorded.
  func timeText(atPercentile percentile: Double) -> String {
    count == 0 ? "–" : DecimalText.time(nanoseconds: nanoseconds(atPercentile: percentile))
  }
}
