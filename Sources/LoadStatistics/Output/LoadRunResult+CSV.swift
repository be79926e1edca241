extension LoadRunResult {
  /// A table of percentiles as CSV (RFC 4180, lines ended by a line feed): a row for each method, status and
  /// percentile, times in nanoseconds. The percentiles are 0 (the smallest), those of the tables, and 100.
  package var percentilesCSV: String {
    var text = "method,status,count,percentile,latency_ns,service_time_ns\n"
    for method in methods {
      for status in method.statuses {
        for percentile in [0] + ShownPercentile.allCases.map(\.rawValue) + [100] {
          let times = [status.latency, status.serviceTime].map { histogram in
            histogram.count == 0 ? "" : String(histogram.nanoseconds(atPercentile: percentile))
          }
          text += Self.row(
            [method.name, status.status, String(status.count), DecimalText.short(percentile, decimalsMax: 3)] + times
          )
        }
      }
    }
    return text
  }

  /// The intervals as CSV: a row for each, times in nanoseconds and empty where no call ended.
  package var intervalsCSV: String {
    var text =
      "start_seconds,length_seconds,planned,sent,ended,errors,"
      + "latency_p50_ns,latency_p90_ns,latency_p99_ns,latency_p99_9_ns,latency_max_ns,latency_mean_ns\n"
    let length = description.intervalSeconds
    for interval in intervals {
      let latency = interval.latency
      let times =
        [50, 90, 99, 99.9, 100].map { String(latency.nanoseconds(atPercentile: $0)) }
        + [DecimalText.fixed(latency.meanNanoseconds, decimals: 0)]
      text += Self.row(
        [
          DecimalText.short(Double(interval.index) * length, decimalsMax: 3), DecimalText.short(length, decimalsMax: 3),
          String(interval.planned), String(interval.sent), String(interval.ended), String(interval.errors),
        ] + (latency.count == 0 ? times.map { _ in "" } : times)
      )
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    cells.map { cell in
      let isPlain = !cell.utf8.contains { "\",\r\n".utf8.contains($0) }
      return isPlain ? cell : "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }.joined(separator: ",") + "\n"
  }
}
