extension LoadThreshold {
  /// What this says about a run.
  ///
  /// Times are those of all calls, also of failed ones: without them, a run whose slow calls time out would look quick.
  /// A run without anything to measure fails.
  package func verdict(on result: LoadRunResult) -> ThresholdVerdict {
    var methods = result.methods
    if let method {
      methods = methods.filter { $0.name == method || $0.shortName == method }
      if methods.isEmpty { return verdict(nil, "no method \(method) was called") }
    }
    switch measure {
    case .errors:
      let count = methods.reduce(0) { $0 + $1.count }
      guard count > 0 else { return verdict(nil, "no call ended") }
      let share = Double(methods.reduce(0) { $0 + $1.errorCount }) / Double(count)
      return verdict(share, DecimalText.percent(share))
    case .rate:
      guard result.description.durationSeconds > 0 else { return verdict(nil, "the run has no length") }
      let ended = Double(methods.reduce(0) { $0 + $1.count })
      let rate = method == nil ? result.achievedRate : ended / result.description.durationSeconds
      return verdict(rate, DecimalText.rate(rate) + "/s")
    case .percentile, .mean, .max:
      let times = times(of: result, methods)
      guard times.count > 0 else { return verdict(nil, "nothing was measured") }
      let nanoseconds = nanoseconds(of: times)
      return verdict(nanoseconds, DecimalText.time(nanoseconds: nanoseconds))
    }
  }

  private func verdict(_ value: Double?, _ measured: String) -> ThresholdVerdict {
    let passed = value.map { !comparison.holds($0, limit) } ?? false
    return ThresholdVerdict(text: text, measured: measured, value: value, passed: passed)
  }

  private func times(of result: LoadRunResult, _ methods: [LoadMethodResult]) -> SparseHistogram {
    switch source {
    case .latency: methods.reduce(into: SparseHistogram()) { $0.merge($1.latency) }
    case .service: methods.reduce(into: SparseHistogram()) { $0.merge($1.serviceTime) }
    case .lag: result.sendLag
    }
  }

  private func nanoseconds(of times: SparseHistogram) -> Double {
    switch measure {
    case .percentile(let percentile): Double(times.nanoseconds(atPercentile: percentile))
    case .mean: times.meanNanoseconds
    default: Double(times.maxNanoseconds)
    }
  }
}
