internal import ClientKit

extension LoadRunResult {
  /// The run for a terminal: how it was run, rates, errors, latencies, methods, and what the thresholds said.
  package var text: String {
    var parts = [headText, latencyText]
    if !methods.isEmpty { parts.append(methodText) }
    if !errorMessages.isEmpty { parts.append(messageText) }
    if !daemons.isEmpty { parts.append(daemonText) }
    if !verdicts.isEmpty { parts.append(verdictText) }
    return parts.joined(separator: "\n")
  }

  private var headText: String {
    let title = description.title.isEmpty ? "Load test" : description.title.printable
    return """
      \(title): \(passed ? "passed" : "FAILED")

      """
        + LoadRunSummary(self).lines.map { line in
          "\(line.name.padded(to: LoadRunSummary.nameWidth))  \(line.text.printable)\n"
        }.joined()
  }

  private var latencyText: String {
    let (latency, service, lag) = (latency, serviceTime, sendLag)
    var table = TextTable([
      TextTable.Column("Percentile"), TextTable.Column("Latency", alignment: .right),
      TextTable.Column("Service time", alignment: .right), TextTable.Column("Send lag", alignment: .right),
    ])
    for row in LatencyRow.rows {
      table.append([row.name] + [latency, service, lag].map(row.text))
    }
    return table.rendered()
  }

  private var methodText: String {
    let headings = ["Count", "Share", "p50", "p99", "p99.9", "Max", "Service p99"]
    var table = TextTable(
      [TextTable.Column("Method"), TextTable.Column("Status")]
        + headings.map { TextTable.Column($0, alignment: .right) }
    )
    for method in methods {
      for status in method.statuses {
        let share = method.count > 0 ? Double(status.count) / Double(method.count) : 0
        let times = [50, 99, 99.9, 100].map { status.latency.timeText(atPercentile: $0) }
        table.append(
          [method.shortName, status.title, DecimalText.grouped(status.count), DecimalText.percent(share)] + times
            + [status.serviceTime.timeText(atPercentile: 99)]
        )
      }
      if method.timeToFirstMessage.count > 0 {
        let times = [50, 99, 99.9, 100].map { method.timeToFirstMessage.timeText(atPercentile: $0) }
        let count = DecimalText.grouped(method.timeToFirstMessage.count)
        table.append([method.shortName, "first message", count, ""] + times)
      }
    }
    return table.rendered()
  }

  private var messageText: String {
    var table = TextTable(
      [TextTable.Column("Method"), TextTable.Column("Status"), TextTable.Column("What the first such error said")]
    )
    for cells in errorMessages { table.append(cells) }
    return table.rendered()
  }

  private var daemonText: String {
    var table = TextTable(
      [TextTable.Column("Daemon")]
        + ["CPU per call", "Memory before", "Memory after"].map { TextTable.Column($0, alignment: .right) }
    )
    for daemon in daemons { table.append(daemon.cells) }
    return table.rendered()
  }

  private var verdictText: String {
    var table = TextTable([
      TextTable.Column("Fails if"), TextTable.Column("Measured", alignment: .right), TextTable.Column("Verdict"),
    ])
    for verdict in verdicts { table.append([verdict.text, verdict.measured, verdict.passed ? "passed" : "FAILED"]) }
    return table.rendered()
  }
}

extension LoadRunResult {
  /// Method, status and message of each kind of error that said something, for tables.
  var errorMessages: [[String]] {
    methods.flatMap { method in
      method.statuses.filter { !$0.isExpected && !$0.message.isEmpty }.map { status in
        [method.shortName, status.status, String(status.message.prefix(200))]
      }
    }
  }
}
