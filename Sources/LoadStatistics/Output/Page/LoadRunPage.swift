internal import ClientKit

/// A run as one page for a browser or a printer: no script, nothing from elsewhere, every text from outside escaped.
struct LoadRunPage {
  /// Most connections in the table: the slowest.
  private static let connectionsMax = 16

  private let result: LoadRunResult
  private let latency: SparseHistogram
  private let serviceTime: SparseHistogram

  init(_ result: LoadRunResult) {
    self.result = result
    latency = result.latency
    serviceTime = result.serviceTime
  }

  /// The whole page.
  var html: String {
    let title = result.description.title.isEmpty ? "Load test" : result.description.title
    let tables = """
      \(methods.html)\(errorMessages.html)<div class="pair">
      <div>\(verdicts.html)\(daemons.html)\(connections.html)</div>
      \(percentiles.html)</div>
      \(messages.html)
      """
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(PageStyle.text)
      </style>
      </head>
      <body>
      <main\(result.passed ? "" : " class=\"failed\"")>
      <header><div><h1>\(HTMLText.escaped(title))</h1>\(lead)</div>\
      <p class="badge">\(result.passed ? "Passed" : "Failed")</p></header>
      \(tiles)
      \(PageCharts(result, latency: latency, serviceTime: serviceTime).html)
      \(tables)
      \(facts)
      </main>
      </body>
      </html>

      """
  }

  private var lead: String {
    let description = result.description
    let duration = DecimalText.short(description.durationSeconds, decimalsMax: 3)
    let start = TimeText.plain(unixMilliseconds: description.startUnixMilliseconds)
    let crossed = result.verdicts.filter { !$0.passed }.map { "\($0.text) (measured: \($0.measured))" }
    let failures = (result.isShareAchieved == false ? ["the target rate was not achieved"] : []) + crossed
    return "<p class=\"lead\">\(HTMLText.escaped("\(description.arrival), \(duration) s, \(start)"))</p>"
      + failures.map { "<p class=\"failures\">Failed: \(HTMLText.escaped($0))</p>" }.joined()
  }

  private var tiles: String {
    var tiles = [tile("Achieved rate", DecimalText.rate(result.achievedRate) + "/s", rateNote, result.isShareAchieved)]
    for percentile in [50, 99, 99.9] {
      tiles.append(
        tile(
          "Latency p\(DecimalText.short(percentile, decimalsMax: 1))",
          latency.timeText(atPercentile: percentile),
          "service \(serviceTime.timeText(atPercentile: percentile))"
        )
      )
    }
    let lag = result.sendLag
    tiles.append(
      tile("Latency max", latency.timeText(atPercentile: 100), "send lag p99 \(lag.timeText(atPercentile: 99))")
    )
    let ended = result.methods.reduce(0) { $0 + $1.count }
    let share = ended > 0 ? Double(result.errorCount) / Double(ended) : 0
    tiles.append(
      tile(
        "Errors",
        DecimalText.grouped(result.errorCount),
        "\(DecimalText.percent(share)) of \(DecimalText.grouped(ended))",
        result.errorCount == 0 ? nil : false
      )
    )
    return "<div class=\"tiles\">\n\(tiles.joined())</div>"
  }

  private var rateNote: String {
    guard let target = result.description.targetRate, let share = result.achievedShare else { return "closed loop" }
    return "\(DecimalText.percent(share)) of \(DecimalText.rate(target))/s"
  }

  private func tile(_ name: String, _ value: String, _ note: String, _ isGood: Bool? = nil) -> String {
    """
    <div class="tile\(isGood == false ? " bad" : "")"><p class="name">\(HTMLText.escaped(name))</p>\
    <p class="value">\(HTMLText.escaped(value))</p><p class="of">\(HTMLText.escaped(note))</p></div>

    """
  }

  private var facts: String {
    let lines = LoadRunSummary(result).lines.map { line in
      let style =
        line.name == LoadRunSummary.noteName ? ["note-name", "note-text"].map { " class=\"\($0)\"" } : ["", ""]
      return "<dt\(style[0])>\(HTMLText.escaped(line.name))</dt><dd\(style[1])>\(HTMLText.escaped(line.text))</dd>\n"
    }
    return "<section><h3>How it was run</h3>\n<dl class=\"facts\">\n\(lines.joined())</dl></section>"
  }

  private var verdicts: PageTable {
    var table = PageTable("Thresholds", headings: ["Fails if", "Measured", "Verdict"], wordColumnCount: 1)
    if let isAchieved = result.isShareAchieved, let share = result.achievedShare,
      let required = result.description.shareRequired
    {
      table.append(
        [
          "achieved rate < \(DecimalText.percent(required)) of the target", DecimalText.percent(share),
          isAchieved ? "passed" : "FAILED",
        ],
        mood: isAchieved ? .good : .bad
      )
    }
    for verdict in result.verdicts {
      table.append(
        [verdict.text, verdict.measured, verdict.passed ? "passed" : "FAILED"],
        mood: verdict.passed ? .good : .bad
      )
    }
    return table
  }

  private var percentiles: PageTable {
    var table = PageTable(
      "Times of all calls and connections",
      headings: ["", "Latency", "Service time", "Send lag", "Set-up"],
      wordColumnCount: 1
    )
    for row in LatencyRow.rows {
      let histograms = [latency, serviceTime, result.sendLag, result.connectionSetUp]
      table.append([row.name] + histograms.map(row.text))
    }
    return table
  }

  private var methods: PageTable {
    var table = PageTable(
      "Methods and statuses",
      headings: ["Method", "Status", "Calls", "Share", "p50", "p90", "p99", "p99.9", "Max", "Service p99"],
      wordColumnCount: 2
    )
    for method in result.methods {
      for status in method.statuses {
        let share = method.count > 0 ? Double(status.count) / Double(method.count) : 0
        table.append(
          [method.name, status.title, DecimalText.grouped(status.count), DecimalText.percent(share)]
            + [50, 90, 99, 99.9, 100].map { status.latency.timeText(atPercentile: $0) }
            + [status.serviceTime.timeText(atPercentile: 99)]
        )
      }
    }
    return table
  }

  private var errorMessages: PageTable {
    var table = PageTable(
      "What errors said",
      headings: ["Method", "Status", "The first message"],
      wordColumnCount: 3
    )
    for cells in result.errorMessages { table.append(cells) }
    return table
  }

  private var messages: PageTable {
    var table = PageTable(
      "Messages",
      headings: [
        "Method", "Sent", "Bytes sent", "Received", "Bytes received", "First message p50", "First message p99",
      ],
      wordColumnCount: 1
    )
    for method in result.methods where method.messagesSent + method.messagesReceived > 0 {
      table.append([
        method.name, DecimalText.grouped(method.messagesSent), DecimalText.bytes(method.bytesSent),
        DecimalText.grouped(method.messagesReceived), DecimalText.bytes(method.bytesReceived),
        method.timeToFirstMessage.timeText(atPercentile: 50), method.timeToFirstMessage.timeText(atPercentile: 99),
      ])
    }
    return table
  }

  private var connections: PageTable {
    let slowest = result.connections.sorted { ($1.p99Nanoseconds, $0.index) < ($0.p99Nanoseconds, $1.index) }
    let isCut = slowest.count > Self.connectionsMax
    var table = PageTable(
      isCut ? "Connections: the \(Self.connectionsMax) slowest of \(slowest.count)" : "Connections",
      headings: ["Connection", "Calls", "Failures", "p99"],
      wordColumnCount: 1
    )
    for connection in slowest.prefix(Self.connectionsMax) {
      table.append([
        "\(connection.index)", DecimalText.grouped(connection.calls), DecimalText.grouped(connection.failures),
        DecimalText.time(nanoseconds: connection.p99Nanoseconds),
      ])
    }
    return table
  }

  private var daemons: PageTable {
    var table = PageTable(
      "Daemons",
      headings: ["Daemon", "CPU per call", "Memory before", "Memory after"],
      wordColumnCount: 1
    )
    for daemon in result.daemons { table.append(daemon.cells) }
    return table
  }
}

extension LoadRunResult {
  /// The run as one HTML page that needs nothing else, for a browser or a printer.
  package var html: String { LoadRunPage(self).html }
}
