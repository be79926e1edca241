/// Writes interval logs of HdrHistogram, format 1.3, which its plotters and `HistogramLogProcessor` read.
///
/// Times are in seconds from the log's start, the largest value of a line is in milliseconds (nanoseconds divided by
/// 1,000,000, the format's own unit ratio).
package enum HistogramLogWriter {
  /// What stands before the entries.
  ///
  /// - Parameters:
  ///   - startUnixMilliseconds: What the entries' times are counted from.
  ///   - comment: A line about where the log comes from.
  package static func header(startUnixMilliseconds: Int64, comment: String) -> String {
    let seconds = thousandths(startUnixMilliseconds)
    let date = TimeText.java(unixMilliseconds: startUnixMilliseconds)
    return """
      #[\(comment.map { $0.isNewline ? " " : String($0) }.joined())]
      #[Histogram log format version 1.3]
      #[BaseTime: \(seconds) (seconds since epoch)]
      #[StartTime: \(seconds) (seconds since epoch), \(date)]
      "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

      """
  }

  /// A line, with its line feed. In a tag, what the format gives a meaning (commas, spaces, line feeds) becomes "_".
  package static func line(_ entry: HistogramLogEntry) -> String {
    let tag = entry.tag.map { tag in
      "Tag=" + String(tag.map { $0 == "," || $0.isWhitespace || $0.isNewline ? "_" : $0 }) + ","
    }
    let times = "\(thousandths(entry.startMilliseconds)),\(thousandths(entry.lengthMilliseconds))"
    let max = DecimalText.fixed(Double(entry.histogram.maxNanoseconds) / 1_000_000, decimals: 3)
    return "\(tag ?? "")\(times),\(max),\(entry.histogram.base64Text)\n"
  }

  /// Milliseconds as seconds: "1441812279.474".
  private static func thousandths(_ milliseconds: Int64) -> String {
    let rest = String(milliseconds.magnitude % 1000)
    let sign = milliseconds < 0 ? "-" : ""
    return "\(sign)\(milliseconds.magnitude / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}
