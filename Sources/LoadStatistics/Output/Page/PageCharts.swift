internal import ClientKit

/// The charts of a run's page.
struct PageCharts {
  /// Most places of a line over time: neighbouring intervals of longer runs are merged.
  private static let placesMax = 400
  /// Most lines in the chart of methods: colours that can be told apart.
  private static let methodsMax = PageStyle.colours.count
  private static let wide = 1160.0
  private static let half = 564.0

  private let result: LoadRunResult
  private let latency: SparseHistogram
  private let serviceTime: SparseHistogram
  /// What happened over time, and how many intervals each stands for.
  private let stretches: [(interval: LoadIntervalResult, intervalCount: Int)]

  init(_ result: LoadRunResult, latency: SparseHistogram, serviceTime: SparseHistogram) {
    self.result = result
    self.latency = latency
    self.serviceTime = serviceTime
    let size = (result.intervals.count + Self.placesMax - 1) / Self.placesMax
    stretches = stride(from: 0, to: result.intervals.count, by: max(1, size)).map { start in
      let members = result.intervals[start..<min(start + size, result.intervals.count)]
      var merged = LoadIntervalResult(index: result.intervals[start].index)
      for member in members { merged.merge(member) }
      return (interval: merged, intervalCount: members.count)
    }
  }

  /// All charts that there is something to show in.
  var html: String {
    var html = latencyByPercentile + overTime
    if result.methods.count > 1 { html += byMethod }
    return html
  }

  private var latencyByPercentile: String {
    if latency.count == 0 { return "" }
    let marked = [50, 90, 99, 99.9, 99.99].filter { Double(latency.count) >= 100 / (100 - $0) }
    return LineChart(
      title: "Latency by percentile",
      note: "Latency counts from when a call was due, service time from when it was sent; "
        + "each further nine takes the same room.",
      xAxis: .nines(count: latency.count),
      yAxis: Self.timeAxis([latency, serviceTime]),
      series: [
        Self.series("Service time", PageStyle.serviceColour, serviceTime),
        Self.series("Latency", PageStyle.latencyColour, latency),
      ],
      marks: marked.map { percentile in
        let nanoseconds = latency.nanoseconds(atPercentile: percentile)
        return LineChart.Mark(
          point: LineChart.Point(x: 100 / (100 - percentile), y: Double(nanoseconds)),
          text: DecimalText.time(nanoseconds: nanoseconds),
          colour: PageStyle.latencyColour
        )
      },
      width: Self.wide,
      height: 340
    ).html
  }

  private var byMethod: String {
    let methods = result.methods.sorted { $1.count < $0.count }.prefix(Self.methodsMax)
    let latencies = methods.map(\.latency)
    let isCut = result.methods.count > methods.count
    return LineChart(
      title: "Latency by percentile and method",
      note: isCut ? "The \(methods.count) methods that were called most." : "",
      xAxis: .nines(count: latencies.map(\.count).max() ?? 0),
      yAxis: Self.timeAxis(latencies),
      series: methods.enumerated().map { index, method in
        Self.series(method.shortName, PageStyle.colours[index], latencies[index])
      },
      width: Self.wide
    ).html
  }

  private var overTime: String {
    if stretches.isEmpty { return pair([sendLag, errorsByStatus]) }
    if result.errorCount == 0 { return latencyOverTime + pair([rates, sendLag]) }
    return latencyOverTime + pair([rates, errors]) + pair([sendLag, errorsByStatus])
  }

  private func pair(_ charts: [String]) -> String { "<div class=\"pair\">\n\(charts.joined())</div>\n" }

  private var latencyOverTime: String {
    let lines: [(String, String, Double)] = [
      ("Max", PageStyle.maxColour, 100), ("p99", PageStyle.latencyColour, 99), ("p50", PageStyle.middleColour, 50),
    ]
    return LineChart(
      title: "Latency over time",
      note: "Of the calls that ended within each \(stretchText).",
      xAxis: timeline,
      yAxis: Self.timeAxis(stretches.map(\.interval.latency), fromPercentile: 50),
      series: lines.map { name, colour, percentile in
        overTime(name, colour) { interval, _ in
          interval.latency.count == 0 ? nil : Double(interval.latency.nanoseconds(atPercentile: percentile))
        }
      },
      width: Self.wide
    ).html
  }

  private var rates: String {
    let lines: [(String, String, LineChart.Stroke, (LoadIntervalResult) -> UInt64)] = [
      ("Due", PageStyle.middleColour, .dashed, \.planned), ("Sent", PageStyle.maxColour, .solid, \.sent),
      ("Ended", PageStyle.latencyColour, .solid, \.ended),
    ]
    let most = stretches.flatMap { stretch in lines.map { perSecond($0.3(stretch.interval), stretch.intervalCount) } }
    return LineChart(
      title: "Rate over time",
      note: "Due and sent: arrivals, each a call or a scenario of several; ended: calls. Per second.",
      xAxis: timeline,
      yAxis: .linear(upTo: (most.max() ?? 0) * 1.05) { DecimalText.rate($0) },
      series: lines.map { name, colour, stroke, figure in
        overTime(name, colour, stroke) { interval, count in perSecond(figure(interval), count) }
      },
      width: Self.half
    ).html
  }

  private var errors: String {
    let most = stretches.map { perSecond($0.interval.errors, $0.intervalCount) }.max() ?? 0
    return LineChart(
      title: "Errors over time",
      note: "Calls per second that ended in another way than they may.",
      xAxis: timeline,
      yAxis: .linear(upTo: most * 1.05) { DecimalText.rate($0) },
      series: [
        overTime("Errors", PageStyle.errorColour) { interval, count in perSecond(interval.errors, count) }
      ],
      width: Self.half
    ).html
  }

  private var sendLag: String {
    if result.sendLag.count == 0 { return "" }
    let lag = result.sendLag
    return LineChart(
      title: "Send lag by percentile",
      note: "How much later than they were due calls were sent: the tester's check of itself.",
      xAxis: .nines(count: lag.count, isNarrow: true),
      yAxis: Self.timeAxis([lag]),
      series: [Self.series("Send lag", PageStyle.middleColour, lag)],
      width: Self.half
    ).html
  }

  private var errorsByStatus: String {
    let counts = result.errorCountsByStatus
    guard let most = counts.first?.count, most > 0 else { return "" }
    let bars = counts.map { status, count in
      let width = HTMLText.pixels(Double(count) / Double(most) * 75)
      return "<dt>\(HTMLText.escaped(status))</dt><dd><i style=\"width:\(width)%\"></i>"
        + "\(DecimalText.grouped(count))</dd>"
    }
    return """
      <figure><figcaption><h3>Errors by status</h3><p class="note">Calls, by gRPC's names of statuses.</p></figcaption>
      <dl class="bars">\(bars.joined(separator: "\n"))</dl></figure>

      """
  }

  private func perSecond(_ count: UInt64, _ intervalCount: Int) -> Double {
    Double(count) / (result.description.intervalSeconds * Double(intervalCount))
  }

  /// "1 s" or, for merged intervals, what they come to.
  private var stretchText: String {
    let seconds = result.description.intervalSeconds * Double(stretches.first?.intervalCount ?? 1)
    return DecimalText.short(seconds, decimalsMax: 3) + " s"
  }

  private var timeline: ChartAxis {
    let last = result.intervals.last.map { Double($0.index + 1) } ?? 1
    let axis = ChartAxis.linear(upTo: last * result.description.intervalSeconds) { "\(DecimalText.rate($0)) s" }
    let most = last * result.description.intervalSeconds
    return ChartAxis(least: 0, most: most, isLogarithmic: false, ticks: axis.ticks.filter { $0.value <= most })
  }

  /// A line over time that is broken where there is no value, or no interval.
  private func overTime(
    _ name: String,
    _ colour: String,
    _ stroke: LineChart.Stroke = .solid,
    _ value: (LoadIntervalResult, Int) -> Double?
  ) -> LineChart.Series {
    var lines: [[LineChart.Point]] = [[]]
    var next: Int?
    for (interval, count) in stretches {
      if let next, interval.index > next { lines.append([]) }
      next = interval.index + count
      if let value = value(interval, count) {
        let middle = (Double(interval.index) + Double(count) / 2) * result.description.intervalSeconds
        lines[lines.count - 1].append(LineChart.Point(x: middle, y: value))
      } else {
        lines.append([])
      }
    }
    return LineChart.Series(name: name, colour: colour, stroke: stroke, stretches: lines.filter { !$0.isEmpty })
  }

  /// An axis that holds the times of histograms from a percentile on.
  private static func timeAxis(_ histograms: [SparseHistogram], fromPercentile percentile: Double = 0) -> ChartAxis {
    let times = histograms.flatMap { [$0.nanoseconds(atPercentile: percentile), $0.maxNanoseconds] }
    return .logarithmic(times.map { Double($0) }) { DecimalText.shortTime(nanoseconds: $0) }
  }

  private static func series(_ name: String, _ colour: String, _ histogram: SparseHistogram) -> LineChart.Series {
    let most = min(Double(histogram.count), 1e7)
    var points = histogram.percentilePoints(stepsPerHalving: 20).dropLast().map { point in
      LineChart.Point(x: min(100 / (100 - point.percentile), most), y: Double(point.nanoseconds))
    }
    if histogram.count > 0 { points.append(LineChart.Point(x: most, y: Double(histogram.maxNanoseconds))) }
    return LineChart.Series(name: name, colour: colour, stretches: points.isEmpty ? [] : [points])
  }
}
