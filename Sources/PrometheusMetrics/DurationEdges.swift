/// The upper edges of a histogram of durations, as they are compared and as they are written.
final class DurationEdges: Sendable {
  let nanoseconds: [Int64]
  let texts: [String]

  init(seconds: [Double]) {
    nanoseconds = seconds.map { Int64(($0 * 1e9).rounded()) }
    texts = seconds.map(ExpositionWriter.text)
  }
}
