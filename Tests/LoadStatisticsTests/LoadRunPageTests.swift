import Foundation
import Testing

@testable import LoadStatistics

@Suite("The page of a run")
struct LoadRunPageTests {
  @Test("a page has every part, needs nothing from elsewhere, and takes no text from outside for markup")
  func page() throws {
    var result = SampleRun.result(seed: 3, seconds: 12, rate: 200)
    result.verdicts = [
      try LoadThreshold("GetRecord: p99 > 5ms").verdict(on: result),
      try LoadThreshold("errors > 50%").verdict(on: result),
    ]
    result.methods[0].statuses[0].latency = SparseHistogram.one(5)
    result.daemons[0] = LoadDaemonResult(name: "<script>alert('x')</script>")
    let html = result.html
    for title in [
      "Latency by percentile", "Latency over time", "Rate over time", "Errors over time", "Errors by status",
      "Send lag by percentile",
      "Latency by percentile and method", "Thresholds", "Methods and statuses",
      "What errors said", "Times of all calls and connections",
      "Messages",
      "Connections", "Daemons", "How it was run",
    ] {
      let isThere = html.contains("<h3>\(title)</h3>")
      #expect(isThere, "\(title)")
    }
    for escaped in ["<h1>Registry reads &amp; writes &lt;nightly&gt;</h1>", "<td>&lt;script&gt;alert(&#39;x&#39;)"] {
      let isThere = html.contains(escaped)
      #expect(isThere, "\(escaped)")
    }
    for word in ["<script", "http://", "https://", "url(", "<img", "<link", "\"end\">0 ns<", "NaN", "inf ", "nan"] {
      let isThere = html.contains(word)
      #expect(!isThere, "\(word)")
    }
    let opened = html.matches(of: /<(svg|figure|section|div|table|main|dl|header|p|span|text)\b[^>]*>/).count
    let closed = html.matches(of: /<\/(svg|figure|section|div|table|main|dl|header|p|span|text)>/).count
    #expect(opened == closed)
  }

  @Test("a run in which nothing happened has a page, a text, tables and a log too")
  func empty() throws {
    let result = LoadRunResult()
    #expect(result.html.contains("<h1>Load test</h1>"))
    #expect(!result.html.lowercased().contains("nan"))
    #expect(result.text.contains("Load test: passed"))
    #expect(result.percentilesCSV.split(separator: "\n").count == 1)
    #expect(result.intervalsCSV.split(separator: "\n").count == 1)
    #expect(try HistogramLog(reading: result.histogramLog).entries.isEmpty)
  }

  /// Goal: no figure that a result's JSON may have ends the program. Method: the largest and smallest of everything.
  @Test("figures at the edge of what is read are told, too")
  func extremes() throws {
    for number in [Double.leastNonzeroMagnitude, .greatestFiniteMagnitude] {
      var result = SampleRun.result(seed: 1, seconds: 6, rate: 50)
      result.description.durationSeconds = number
      result.description.warmUpSeconds = number
      result.description.targetRate = number
      result.description.shareRequired = number
      result.description.intervalSeconds = number < 1 ? 0.001 : 86_400
      result.description.startUnixMilliseconds = number < 1 ? 0 : 253_402_300_799_999
      result.clientCPUSeconds = number
      result.daemons[0].cpuNanosecondsPerCall = number
      result.intervals[3].planned = HistogramEncoding.countMax
      result.methods[0].bytesSent = HistogramEncoding.countMax
      result = try LoadRunResult(json: result.json)
      for text in [result.text, result.html, result.percentilesCSV, result.intervalsCSV, result.histogramLog] {
        #expect(!text.isEmpty)
      }
      #expect(!LoadComparison(before: result, after: result).text.isEmpty)
    }
  }

  @Test("a day of seconds is drawn in as many places as an hour")
  func longRun() {
    var result = LoadRunResult()
    result.description.durationSeconds = 86_400
    for index in 0..<86_400 {
      var interval = LoadIntervalResult(index: index)
      interval.ended = 1
      interval.latency = .one(UInt64(1000 + index))
      result.intervals.append(interval)
    }
    #expect(result.html.utf8.count < 100_000)
  }

  /// Writes pages for somebody to look at, when OCOP_PAGES names a folder.
  @Test(
    "pages to look at",
    .enabled(if: ProcessInfo.processInfo.environment["OCOP_PAGES"] != nil, "OCOP_PAGES names no folder")
  )
  func samples() throws {
    let folder = URL(filePath: ProcessInfo.processInfo.environment["OCOP_PAGES"] ?? "")
    var result = SampleRun.result(seed: 7, seconds: 60, rate: 500)
    for text in ["p99 > 5ms", "GetRecord: p50 > 1ms", "errors > 0.1%", "rate < 499", "lag p99 > 1ms"] {
      result.verdicts.append(try LoadThreshold(text).verdict(on: result))
    }
    try Data(result.html.utf8).write(to: folder.appending(path: "load-run.html"))
    try Data(result.text.utf8).write(to: folder.appending(path: "load-run.txt"))
  }
}
