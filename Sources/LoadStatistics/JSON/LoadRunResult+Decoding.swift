package import ClientKit

extension LoadRunResult {
  /// Most methods of a result that is read.
  private static let methodCountMax = 1_000
  /// Most connections.
  private static let connectionCountMax = 1_000_000
  /// Most intervals: a day of seconds.
  private static let intervalCountMax = 86_400
  /// Most statuses of a method; gRPC has 17.
  private static let statusCountMax = 32
  /// Most of what there are few of: targets, daemons, thresholds.
  private static let fewMax = 1_000

  /// Reads a result's JSON form. Members that are derived from others are not looked at.
  ///
  /// - Throws: ``ResultJSONError`` that names the first member that does not fit.
  package init(json: JSONValue) throws(ResultJSONError) {
    self.init()
    let fields = try ResultFields(json, path: "")
    let format = try fields.whole("format", in: 0...Int.max)
    guard format == Self.jsonFormat else {
      throw fields.fault(
        "format",
        "format \(format) cannot be read, only \(Self.jsonFormat); use the program of that run"
      )
    }
    description = try Self.description(try fields.object("description"))
    counts = try Self.counts(try fields.object("counts"))
    for method in try fields.objects("methods", countMax: Self.methodCountMax) {
      methods.append(try Self.method(method))
    }
    for connection in try fields.objects("connections", countMax: Self.connectionCountMax) {
      connections.append(
        LoadConnectionResult(
          index: try connection.whole("index", in: 0...Self.connectionCountMax),
          calls: try connection.count("calls"),
          failures: try connection.count("failures"),
          p99Nanoseconds: try connection.count("p99_ns")
        )
      )
    }
    connectionSetUp = try fields.histogram("connection_set_up")
    failedConnectionCount = try fields.count("failed_connection_count")
    sendLag = try fields.histogram("send_lag")
    for interval in try fields.objects("intervals", countMax: Self.intervalCountMax) {
      intervals.append(try Self.interval(interval))
    }
    clientCPUSeconds = try fields.optionalNumber("client_cpu_seconds")
    clientResidentBytes = try fields.optionalCount("client_resident_bytes")
    for daemon in try fields.objects("daemons", countMax: Self.fewMax) { daemons.append(try Self.daemon(daemon)) }
    for verdict in try fields.objects("verdicts", countMax: Self.fewMax) {
      verdicts.append(
        ThresholdVerdict(
          text: try verdict.text("text"),
          measured: try verdict.text("measured"),
          value: try verdict.optionalNumber("value"),
          passed: try verdict.bool("passed")
        )
      )
    }
  }

  private static func description(_ fields: ResultFields) throws(ResultJSONError) -> LoadRunDescription {
    var description = LoadRunDescription()
    description.title = try fields.text("title")
    description.targets = try fields.texts("targets", countMax: fewMax)
    description.arrival = try fields.text("arrival")
    description.isOpenLoop = try fields.bool("open_loop")
    description.programVersion = try fields.text("program_version")
    // To the end of the year 9999.
    description.startUnixMilliseconds = try fields.whole("start_unix_ms", in: 0...253_402_300_799_999)
    description.durationSeconds = try fields.number("duration_seconds")
    description.warmUpSeconds = try fields.number("warm_up_seconds")
    description.workerCount = try fields.whole("worker_count", in: 0...1_000_000)
    description.connectionCount = try fields.whole("connection_count", in: 0...connectionCountMax)
    description.streamsPerConnection = try fields.whole("streams_per_connection", in: 0...1_000_000_000)
    description.targetRate = try fields.optionalNumber("target_rate")
    description.shareRequired = try fields.optionalNumber("share_required")
    description.intervalSeconds = try fields.number("interval_seconds")
    guard (0.001...86_400).contains(description.intervalSeconds) else {
      throw fields.fault("interval_seconds", "a number from 0.001 to 86400 is expected")
    }
    return description
  }

  private static func counts(_ fields: ResultFields) throws(ResultJSONError) -> LoadCounts {
    var counts = LoadCounts()
    counts.planned = try fields.count("planned")
    counts.completed = try fields.count("completed")
    counts.keptWaiting = try fields.count("kept_waiting")
    counts.sent = try fields.count("sent")
    counts.ended = try fields.count("ended")
    counts.unfinished = try fields.count("unfinished")
    counts.heldBack = try fields.count("held_back")
    counts.timeouts = try fields.count("timeouts")
    return counts
  }

  private static func method(_ fields: ResultFields) throws(ResultJSONError) -> LoadMethodResult {
    var method = LoadMethodResult(name: try fields.text("name"))
    for status in try fields.objects("statuses", countMax: statusCountMax) {
      var result = LoadStatusResult(status: try status.text("status"))
      result.count = try status.count("count")
      result.isExpected = try status.bool("expected")
      result.message = try status.text("message")
      result.latency = try status.histogram("latency")
      result.serviceTime = try status.histogram("service_time")
      method.statuses.append(result)
    }
    method.messagesSent = try fields.count("messages_sent")
    method.messagesReceived = try fields.count("messages_received")
    method.bytesSent = try fields.count("bytes_sent")
    method.bytesReceived = try fields.count("bytes_received")
    method.timeToFirstMessage = try fields.histogram("time_to_first_message")
    return method
  }

  private static func interval(_ fields: ResultFields) throws(ResultJSONError) -> LoadIntervalResult {
    var interval = LoadIntervalResult(index: try fields.whole("index", in: 0...intervalCountMax))
    interval.planned = try fields.count("planned")
    interval.sent = try fields.count("sent")
    interval.ended = try fields.count("ended")
    interval.errors = try fields.count("errors")
    interval.latency = try fields.histogram("latency")
    interval.latencyByMethod = try fields.histograms("latency_by_method", countMax: methodCountMax)
    return interval
  }

  private static func daemon(_ fields: ResultFields) throws(ResultJSONError) -> LoadDaemonResult {
    var daemon = LoadDaemonResult(name: try fields.text("name"))
    daemon.cpuNanosecondsPerCall = try fields.optionalNumber("cpu_ns_per_call")
    daemon.residentBytesBefore = try fields.optionalCount("resident_bytes_before")
    daemon.residentBytesAfter = try fields.optionalCount("resident_bytes_after")
    return daemon
  }
}
