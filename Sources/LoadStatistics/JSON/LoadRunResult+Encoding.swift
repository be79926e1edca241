package import ClientKit

extension LoadRunResult {
  /// The version of the JSON form, its member "format".
  static let jsonFormat = 1

  /// The result as JSON. Times of histograms are in nanoseconds, empty histograms are null.
  package var json: JSONValue {
    .members(
      ("format", ResultJSON.number(Self.jsonFormat)),
      ("description", Self.json(description)),
      ("counts", Self.json(counts)),
      ("achieved_rate", ResultJSON.number(achievedRate)),
      ("passed", .bool(passed)),
      ("methods", .array(methods.map(Self.json))),
      ("connections", .array(connections.map(Self.json))),
      ("connection_set_up", ResultJSON.histogram(connectionSetUp)),
      ("failed_connection_count", ResultJSON.number(failedConnectionCount)),
      ("send_lag", ResultJSON.histogram(sendLag)),
      ("intervals", .array(intervals.map(Self.json))),
      ("client_cpu_seconds", ResultJSON.number(clientCPUSeconds)),
      ("client_resident_bytes", ResultJSON.number(clientResidentBytes)),
      ("daemons", .array(daemons.map(Self.json))),
      ("verdicts", .array(verdicts.map(Self.json)))
    )
  }

  private static func json(_ description: LoadRunDescription) -> JSONValue {
    .members(
      ("title", .string(description.title)),
      ("targets", .array(description.targets.map { .string($0) })),
      ("arrival", .string(description.arrival)),
      ("open_loop", .bool(description.isOpenLoop)),
      ("program_version", .string(description.programVersion)),
      ("start_unix_ms", .number(String(description.startUnixMilliseconds))),
      ("duration_seconds", ResultJSON.number(description.durationSeconds)),
      ("warm_up_seconds", ResultJSON.number(description.warmUpSeconds)),
      ("worker_count", ResultJSON.number(description.workerCount)),
      ("connection_count", ResultJSON.number(description.connectionCount)),
      ("streams_per_connection", ResultJSON.number(description.streamsPerConnection)),
      ("target_rate", ResultJSON.number(description.targetRate)),
      ("share_required", ResultJSON.number(description.shareRequired)),
      ("interval_seconds", ResultJSON.number(description.intervalSeconds))
    )
  }

  private static func json(_ counts: LoadCounts) -> JSONValue {
    .members(
      ("planned", ResultJSON.number(counts.planned)),
      ("completed", ResultJSON.number(counts.completed)),
      ("kept_waiting", ResultJSON.number(counts.keptWaiting)),
      ("sent", ResultJSON.number(counts.sent)),
      ("ended", ResultJSON.number(counts.ended)),
      ("unfinished", ResultJSON.number(counts.unfinished)),
      ("held_back", ResultJSON.number(counts.heldBack)),
      ("timeouts", ResultJSON.number(counts.timeouts))
    )
  }

  private static func json(_ method: LoadMethodResult) -> JSONValue {
    .members(
      ("name", .string(method.name)),
      ("statuses", .array(method.statuses.map(Self.json))),
      ("messages_sent", ResultJSON.number(method.messagesSent)),
      ("messages_received", ResultJSON.number(method.messagesReceived)),
      ("bytes_sent", ResultJSON.number(method.bytesSent)),
      ("bytes_received", ResultJSON.number(method.bytesReceived)),
      ("time_to_first_message", ResultJSON.histogram(method.timeToFirstMessage))
    )
  }

  private static func json(_ status: LoadStatusResult) -> JSONValue {
    .members(
      ("status", .string(status.status)),
      ("count", ResultJSON.number(status.count)),
      ("expected", .bool(status.isExpected)),
      ("message", .string(status.message)),
      ("latency", ResultJSON.histogram(status.latency)),
      ("service_time", ResultJSON.histogram(status.serviceTime))
    )
  }

  private static func json(_ connection: LoadConnectionResult) -> JSONValue {
    .members(
      ("index", ResultJSON.number(connection.index)),
      ("calls", ResultJSON.number(connection.calls)),
      ("failures", ResultJSON.number(connection.failures)),
      ("p99_ns", ResultJSON.number(connection.p99Nanoseconds))
    )
  }

  private static func json(_ interval: LoadIntervalResult) -> JSONValue {
    let byMethod = interval.latencyByMethod.sorted { $0.key < $1.key }.map { name, histogram in
      JSONMember(name: name, value: ResultJSON.histogram(histogram))
    }
    return .members(
      ("index", ResultJSON.number(interval.index)),
      ("planned", ResultJSON.number(interval.planned)),
      ("sent", ResultJSON.number(interval.sent)),
      ("ended", ResultJSON.number(interval.ended)),
      ("errors", ResultJSON.number(interval.errors)),
      ("latency", ResultJSON.histogram(interval.latency)),
      ("latency_by_method", .object(byMethod))
    )
  }

  private static func json(_ daemon: LoadDaemonResult) -> JSONValue {
    .members(
      ("name", .string(daemon.name)),
      ("cpu_ns_per_call", ResultJSON.number(daemon.cpuNanosecondsPerCall)),
      ("resident_bytes_before", ResultJSON.number(daemon.residentBytesBefore)),
      ("resident_bytes_after", ResultJSON.number(daemon.residentBytesAfter))
    )
  }

  private static func json(_ verdict: ThresholdVerdict) -> JSONValue {
    .members(
      ("text", .string(verdict.text)),
      ("measured", .string(verdict.measured)),
      ("value", ResultJSON.number(verdict.value)),
      ("passed", .bool(verdict.passed))
    )
  }
}
