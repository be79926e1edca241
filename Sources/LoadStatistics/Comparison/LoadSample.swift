/// What a run gives to compare: of one method, or of all.
struct LoadSample {
  /// The measures of the whole run, in the order of ``LoadMeasure``; nil when no call ended.
  let measures: [Double]?
  /// Draws runs that might have been; nil when there are too few intervals, or they do not tell the method apart.
  let resampler: IntervalResampler?

  /// - Parameter method: The method's full name; nil = all together.
  init(_ result: LoadRunResult, method: String?) {
    let latency =
      method.map { name in
        result.methods.first { $0.name == name }?.latency ?? SparseHistogram()
      } ?? result.latency
    let count = method == nil ? result.counts.ended : latency.count
    let duration = result.description.durationSeconds
    measures =
      latency.count == 0 || duration <= 0
      ? nil
      : LoadMeasure.allCases.map { measure in
        if let percentile = measure.percentile { return Double(latency.nanoseconds(atPercentile: percentile)) }
        return measure == .mean ? latency.meanNanoseconds : Double(count) / duration
      }
    let histograms = result.intervals.map { interval in
      guard let method, result.methods.count > 1 else { return interval.latency }
      return interval.latencyByMethod[method] ?? SparseHistogram()
    }
    let isEmpty = histograms.allSatisfy { $0.count == 0 }
    resampler =
      histograms.count < LoadComparison.intervalCountMin || isEmpty
      ? nil : IntervalResampler(histograms, intervalSeconds: result.description.intervalSeconds)
  }
}
