/// A run in a few lines, for all outputs that people read.
struct LoadRunSummary {
  /// A name and what there is to say.
  struct Line {
    let name: String
    let text: String
  }

  /// Length of the longest name.
  static let nameWidth = 11
  /// The name of the line that says what is doubtful about the run.
  static let noteName = "Note"

  /// The share of the latency's 99th percentile from which the send lag's casts doubt on the run.
  static let lagShareMax = 0.1

  let lines: [Line]

  init(_ result: LoadRunResult) {
    let lines: [Line?] = [
      Self.targets(result.description),
      Line(name: "Plan", text: result.description.arrival),
      Self.load(result.description),
      Self.time(result.description),
      Self.rate(result),
      Self.arrivals(result.counts),
      Self.calls(result.counts),
      Self.errors(result),
      Self.messages(result),
      Self.connections(result),
      Self.client(result),
      Self.warning(result),
    ]
    self.lines = lines.compactMap { $0 }
  }

  private static func targets(_ description: LoadRunDescription) -> Line? {
    if description.targets.isEmpty { return nil }
    return Line(name: "Targets", text: description.targets.joined(separator: ", "))
  }

  private static func load(_ description: LoadRunDescription) -> Line {
    let connections = count(description.connectionCount, "connection")
    return Line(
      name: "Load",
      text: "\(count(description.workerCount, "worker")), \(connections), "
        + "\(DecimalText.grouped(description.streamsPerConnection)) in flight on each"
    )
  }

  private static func time(_ description: LoadRunDescription) -> Line {
    let duration = DecimalText.short(description.durationSeconds, decimalsMax: 3)
    let warmUp = DecimalText.short(description.warmUpSeconds, decimalsMax: 3)
    let start = TimeText.plain(unixMilliseconds: description.startUnixMilliseconds)
    let version = description.programVersion.isEmpty ? "" : "; version \(description.programVersion)"
    return Line(name: "Time", text: "\(duration) s after \(warmUp) s of warm-up, from \(start)\(version)")
  }

  private static func rate(_ result: LoadRunResult) -> Line {
    var text = "\(DecimalText.rate(result.achievedRate))/s achieved"
    if let target = result.description.targetRate, let share = result.achievedShare {
      text += " of \(DecimalText.rate(target))/s (\(DecimalText.percent(share))"
      if let required = result.description.shareRequired {
        let verdict = result.isShareAchieved == false ? "FAILED" : "passed"
        text += "; \(DecimalText.percent(required)) required: \(verdict)"
      }
      text += ")"
    }
    return Line(name: "Rate", text: text)
  }

  private static func arrivals(_ counts: LoadCounts) -> Line {
    let parts = [
      (counts.planned, "due"), (counts.completed, "completed"), (counts.keptWaiting, "kept waiting"),
      (counts.heldBack, "never sent"),
    ]
    return Line(name: "Arrivals", text: text(parts))
  }

  private static func text(_ parts: [(UInt64, String)]) -> String {
    parts.map { "\(DecimalText.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
  }

  private static func calls(_ counts: LoadCounts) -> Line {
    let parts = [
      (counts.sent, "sent"), (counts.ended, "ended"), (counts.unfinished, "unfinished"), (counts.timeouts, "timed out"),
    ]
    return Line(name: "Calls", text: text(parts))
  }

  private static func errors(_ result: LoadRunResult) -> Line {
    guard result.errorCount > 0 else { return Line(name: "Errors", text: "none") }
    let share = Double(result.errorCount) / Double(result.methods.reduce(0) { $0 + $1.count })
    let statuses = result.errorCountsByStatus.map { "\($0.status) \(DecimalText.grouped($0.count))" }
    return Line(
      name: "Errors",
      text: "\(DecimalText.grouped(result.errorCount)) (\(DecimalText.percent(share))): "
        + statuses.joined(separator: ", ")
    )
  }

  private static func messages(_ result: LoadRunResult) -> Line? {
    func sum(_ figure: (LoadMethodResult) -> UInt64) -> UInt64 { result.methods.reduce(0) { $0 &+ figure($1) } }
    let (sent, received) = (sum(\.messagesSent), sum(\.messagesReceived))
    if sent == 0, received == 0 { return nil }
    let seconds = result.description.durationSeconds
    func text(_ count: UInt64, _ verb: String, _ bytes: UInt64) -> String {
      let rate = seconds > 0 ? ", \(DecimalText.bytes(Double(bytes) / seconds))/s" : ""
      return "\(DecimalText.grouped(count)) \(verb) (\(DecimalText.bytes(bytes))\(rate))"
    }
    return Line(
      name: "Messages",
      text: text(sent, "sent", sum(\.bytesSent)) + ", " + text(received, "received", sum(\.bytesReceived))
    )
  }

  private static func connections(_ result: LoadRunResult) -> Line? {
    let setUp = result.connectionSetUp
    if setUp.count == 0, result.failedConnectionCount == 0 { return nil }
    let p99s = result.connections.filter { $0.calls > 0 }.map(\.p99Nanoseconds)
    var text =
      "set up in \(setUp.timeText(atPercentile: 50)) (p50), \(setUp.timeText(atPercentile: 100)) (max); "
      + "\(DecimalText.grouped(result.failedConnectionCount)) failed"
    if let least = p99s.min(), let most = p99s.max() {
      let spread = "\(DecimalText.time(nanoseconds: least)) to \(DecimalText.time(nanoseconds: most))"
      text += "; p99 of each from \(spread)"
    }
    return Line(name: "Connections", text: text)
  }

  private static func client(_ result: LoadRunResult) -> Line? {
    var parts: [String] = []
    if let seconds = result.clientCPUSeconds {
      parts.append("\(DecimalText.short(seconds, decimalsMax: 2)) s of CPU time")
      if result.counts.ended > 0 {
        let perCall = seconds * 1e9 / Double(result.counts.ended)
        parts.append("\(DecimalText.time(nanoseconds: perCall)) for each call")
      }
    }
    if let bytes = result.clientResidentBytes { parts.append("\(DecimalText.bytes(bytes)) resident") }
    return parts.isEmpty ? nil : Line(name: "Tester", text: parts.joined(separator: ", "))
  }

  private static func warning(_ result: LoadRunResult) -> Line? {
    var doubts: [String] = []
    let lag = Double(result.sendLag.nanoseconds(atPercentile: 99))
    let latency = Double(result.latency.nanoseconds(atPercentile: 99))
    if result.latency.count > 0, lag > latency * lagShareMax {
      let share = DecimalText.percent(lag / max(latency, 1))
      doubts.append(
        "calls were sent late: the send lag's p99 is \(share) of the latency's, so the tester, or its limit of calls "
          + "in flight, held the load back"
      )
    }
    let clamped = result.methods.flatMap(\.statuses).reduce(0) { $0 + $1.latency.clampedCount }
    if clamped > 0 { doubts.append("\(DecimalText.grouped(clamped)) latencies above one hour are counted as one hour") }
    return doubts.isEmpty ? nil : Line(name: noteName, text: doubts.joined(separator: "; "))
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(DecimalText.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension LoadDaemonResult {
  /// Name, CPU time for each call, memory before and after, for tables.
  var cells: [String] {
    [
      name, cpuNanosecondsPerCall.map { DecimalText.time(nanoseconds: $0) } ?? "–",
      residentBytesBefore.map(DecimalText.bytes) ?? "–", residentBytesAfter.map(DecimalText.bytes) ?? "–",
    ]
  }
}
