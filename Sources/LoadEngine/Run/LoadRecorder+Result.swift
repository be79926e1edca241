package import LoadStatistics
internal import RPC

extension LoadRecorder {
  /// Everything that was recorded, for outputs and for adding to what other workers have recorded. What only the
  /// caller knows, such as a title, is left empty.
  package var result: LoadRunResult {
    var result = LoadRunResult()
    result.description.durationSeconds = Double(measuredNanoseconds) / 1e9
    result.description.intervalSeconds = Double(intervalNanoseconds) / 1e9
    result.counts.planned = plannedCount
    result.counts.completed = completedCount
    result.counts.keptWaiting = keptWaitingCount
    result.counts.sent = sentCount
    result.counts.ended = endedCount
    result.counts.unfinished = unfinishedCount
    result.counts.heldBack = notSentCount
    result.methods = zip(methods, statistics).map { LoadRecorder.methodResult($0, $1) }.sorted { $0.name < $1.name }
    result.counts.timeouts = statistics.reduce(0) { sum, ends in
      sum + (ends[CallEnding.code(.deadlineExceeded).place]?.latency.count ?? 0)
    }
    result.connections = connections.enumerated().map { index, connection in
      LoadConnectionResult(
        index: index,
        calls: connection.callCount,
        failures: connection.errorCount,
        p99Nanoseconds: connection.latency?.nanoseconds(atPercentile: 99) ?? 0
      )
    }
    result.connectionSetUp = connectionSetUp.sparse
    result.failedConnectionCount = connectionFailureCount + disconnectCount
    result.sendLag = sendLag.sparse
    result.intervals = intervals
    return result
  }

  private static func methodResult(_ name: String, _ ends: [CallStatistics?]) -> LoadMethodResult {
    var result = LoadMethodResult(name: name)
    for (end, statistics) in zip(CallEnding.all, ends) {
      guard let statistics else { continue }
      var status = LoadStatusResult(status: end.name)
      status.isExpected = statistics.isExpected
      status.message = statistics.message ?? ""
      status.count = statistics.latency.count
      status.latency = statistics.latency.sparse
      status.serviceTime = statistics.serviceTime.sparse
      result.statuses.append(status)
      result.messagesSent += statistics.requestCount
      result.messagesReceived += statistics.answerCount
      result.bytesSent += statistics.requestByteCount
      result.bytesReceived += statistics.answerByteCount
      if let firstAnswer = statistics.firstAnswer { result.timeToFirstMessage.merge(firstAnswer.sparse) }
    }
    return result
  }
}
