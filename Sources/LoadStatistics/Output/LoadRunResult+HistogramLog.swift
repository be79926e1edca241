extension LoadRunResult {
  /// The latencies of the run as an interval log of HdrHistogram: for each interval a line for all methods without a
  /// tag and, where they are told apart, one for each method with its short name as the tag.
  package var histogramLog: String {
    var text = HistogramLogWriter.header(
      startUnixMilliseconds: description.startUnixMilliseconds,
      comment: "Latencies in nanoseconds: \(description.title)"
    )
    let length = description.intervalSeconds * 1000
    for interval in intervals {
      let histograms =
        [(nil, interval.latency)]
        + interval.latencyByMethod.sorted { $0.key < $1.key }.map {
          (Optional(LoadMethodResult(name: $0.key).shortName), $0.value)
        }
      for (tag, histogram) in histograms {
        text += HistogramLogWriter.line(
          HistogramLogEntry(
            tag: tag,
            startMilliseconds: Int64(Double(interval.index) * length),
            lengthMilliseconds: Int64(length),
            histogram: histogram
          )
        )
      }
    }
    return text
  }
}
