/// A line of an interval log: what was recorded within a stretch of time.
package struct HistogramLogEntry: Sendable, Hashable {
  /// Tells several histograms of the same stretch apart, such as "latency"; nil for none.
  package let tag: String?
  /// When the stretch began, in milliseconds since the log's start.
  package let startMilliseconds: Int64
  /// How long it was, in milliseconds.
  package let lengthMilliseconds: Int64
  /// What was recorded.
  package let histogram: SparseHistogram

  /// An entry.
  package init(tag: String?, startMilliseconds: Int64, lengthMilliseconds: Int64, histogram: SparseHistogram) {
    self.tag = tag
    self.startMilliseconds = startMilliseconds
    self.lengthMilliseconds = lengthMilliseconds
    self.histogram = histogram
  }
}
