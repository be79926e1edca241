package import LoadStatistics

/// What became of the calls of one worker. Calls that were due during the warm-up are made and not recorded.
package final class LoadRecorder {
  /// Full names of the methods that are called.
  package let methods: [String]
  /// By method and how they ended.
  package private(set) var statistics: [[CallStatistics?]]
  package private(set) var connections: [ConnectionStatistics]
  package private(set) var intervals: [LoadIntervalResult] = []
  /// From when calls were due to when they were sent: whether this program kept up. Calls that had to wait because as
  /// many as were allowed were open are not in it; they are in `keptWaitingCount`.
  package private(set) var sendLag = LatencyHistogram()
  /// How long connections took, from their beginning to the server's first words.
  package private(set) var connectionSetUp = LatencyHistogram()
  package private(set) var connectionFailureCount: UInt64 = 0
  package private(set) var disconnectCount: UInt64 = 0
  package private(set) var connectionFailure: String?
  /// Arrivals that were due and sent, arrivals that were sent late for want of room, arrivals that were never sent.
  package private(set) var startedCount: UInt64 = 0
  package private(set) var keptWaitingCount: UInt64 = 0
  package private(set) var notSentCount: UInt64 = 0
  /// Arrivals that came to their end: their only call, or the last that followed it.
  package private(set) var completedCount: UInt64 = 0
  /// How long was measured, in nanoseconds: less than was wanted when the load was stopped.
  private(set) var measuredNanoseconds: Int64 = 0
  /// Calls that were sent, that ended, and that had not ended when the load gave up waiting.
  package private(set) var sentCount: UInt64 = 0
  package private(set) var endedCount: UInt64 = 0
  package private(set) var unfinishedCount: UInt64 = 0
  package private(set) var requestFailureCount: UInt64 = 0
  package private(set) var requestFailure: String?

  private let configuration: EngineConfiguration
  var intervalNanoseconds: Int64 { configuration.intervalNanoseconds }
  private(set) var hasBegun = false
  private var startNanoseconds: Int64 = 0
  private(set) var measureStartNanoseconds = Int64.max
  private(set) var measureEndNanoseconds = Int64.max
  private(set) var intervalEndNanoseconds = Int64.max
  private var heldBackNanoseconds = Int64.min
  private(set) var progress = LoadRecorder.nothingYet

  private var intervalStartNanoseconds: Int64 = 0
  private var intervalLatency = LatencyHistogram()
  /// By method, where there are several and not too many.
  private var intervalLatencies: [LatencyHistogram] = []
  private var intervalStartedCount: UInt64 = 0
  private var intervalEndedCount: UInt64 = 0
  private var intervalErrorCount: UInt64 = 0

  /// With more connections no histogram is kept for each: it takes about 130 KiB.
  private static let connectionHistogramCountMax = 128
  /// With more methods intervals do not tell them apart.
  private static let intervalMethodCountMax = 16

  init(methods: [String], _ configuration: EngineConfiguration) {
    self.methods = methods
    self.configuration = configuration
    let none = [CallStatistics?](repeating: nil, count: CallEnding.all.count)
    statistics = [[CallStatistics?]](repeating: none, count: methods.count)
    if (2...LoadRecorder.intervalMethodCountMax).contains(methods.count) {
      intervalLatencies = methods.map { _ in LatencyHistogram() }
    }
    let keepsLatency = configuration.connectionCount <= LoadRecorder.connectionHistogramCountMax
    connections = (0..<configuration.connectionCount).map { _ in
      ConnectionStatistics(latency: keepsLatency ? LatencyHistogram() : nil)
    }
  }

  /// The first call is due.
  func begin(nanoseconds: Int64) {
    hasBegun = true
    startNanoseconds = nanoseconds
    measureStartNanoseconds = nanoseconds + configuration.warmUpNanoseconds
    measureEndNanoseconds = measureStartNanoseconds + configuration.durationNanoseconds
    intervalStartNanoseconds = nanoseconds
    intervalEndNanoseconds =
      configuration.warmUpNanoseconds > 0
      ? min(measureStartNanoseconds, nanoseconds + configuration.intervalNanoseconds)
      : nanoseconds + configuration.intervalNanoseconds
  }

  // MARK: - Calls

  /// The first call of an arrival was sent.
  func started(plannedNanoseconds: Int64, sentNanoseconds: Int64) {
    intervalStartedCount += 1
    guard plannedNanoseconds >= measureStartNanoseconds else { return }
    startedCount += 1
    if plannedNanoseconds <= heldBackNanoseconds {
      keptWaitingCount += 1
    } else {
      sendLag.record(nanoseconds: UInt64(clamping: sentNanoseconds - plannedNanoseconds))
    }
  }

  /// A call was sent.
  func sent(plannedNanoseconds: Int64) {
    if plannedNanoseconds >= measureStartNanoseconds { sentCount += 1 }
  }

  /// What was due until now has found no room until now.
  func noteHeldBack(nanoseconds: Int64) { heldBackNanoseconds = nanoseconds }

  func ended(
    _ call: OpenCall,
    method: Int,
    connection: Int,
    _ end: CallEnding,
    _ message: String,
    isExpected: Bool,
    nowNanoseconds: Int64
  ) {
    let latency = UInt64(clamping: nowNanoseconds - call.plannedNanoseconds)
    intervalEndedCount += 1
    if !isExpected { intervalErrorCount += 1 }
    intervalLatency.record(nanoseconds: latency)
    if !intervalLatencies.isEmpty { intervalLatencies[method].record(nanoseconds: latency) }
    guard call.plannedNanoseconds >= measureStartNanoseconds else { return }
    endedCount += 1
    let statistics = statistics(of: method, end)
    statistics.record(call, endNanoseconds: nowNanoseconds)
    statistics.isExpected = isExpected
    if statistics.message == nil, !message.isEmpty { statistics.message = message }
    connections[connection].callCount += 1
    if !isExpected { connections[connection].errorCount += 1 }
    connections[connection].latency?.record(nanoseconds: latency)
  }

  private func statistics(of method: Int, _ end: CallEnding) -> CallStatistics {
    if let found = statistics[method][end.place] { return found }
    let made = CallStatistics()
    statistics[method][end.place] = made
    return made
  }

  /// True when the words of such an end are known.
  func hasMessage(method: Int, _ end: CallEnding) -> Bool {
    statistics[method][end.place]?.message != nil
  }

  /// An arrival came to its end.
  func completed(_ call: OpenCall) {
    if call.arrivedNanoseconds >= measureStartNanoseconds { completedCount += 1 }
  }

  /// No more calls are sent.
  func noteEnd(nanoseconds: Int64) {
    measuredNanoseconds = max(0, min(nanoseconds, measureEndNanoseconds) - measureStartNanoseconds)
  }

  func noteNotSent(_ count: Int) { notSentCount += UInt64(count) }
  func noteUnfinished(_ count: Int) { unfinishedCount += UInt64(count) }

  func noteRequestFailure(_ reason: String) {
    requestFailureCount += 1
    requestFailure = requestFailure ?? reason
  }

  // MARK: - Connections

  func noteConnected(setUpNanoseconds: Int64) {
    connectionSetUp.record(nanoseconds: UInt64(clamping: setUpNanoseconds))
  }

  func noteDisconnected(_ reason: String, wasConnecting: Bool) {
    if wasConnecting { connectionFailureCount += 1 } else { disconnectCount += 1 }
    connectionFailure = connectionFailure ?? reason
  }

  // MARK: - Time

  /// Ends an interval. What ended in it during the warm-up is forgotten.
  func rotate(nanoseconds: Int64) {
    let isWarmingUp = intervalEndNanoseconds <= measureStartNanoseconds && configuration.warmUpNanoseconds > 0
    let due = dueCount(from: intervalStartNanoseconds, to: intervalEndNanoseconds)
    let seconds = Double(intervalEndNanoseconds - intervalStartNanoseconds) / 1e9
    progress = LoadProgress(
      elapsedSeconds: Double(nanoseconds - startNanoseconds) / 1e9,
      isWarmingUp: isWarmingUp,
      dueRate: Double(due) / seconds,
      endedRate: Double(intervalEndedCount) / seconds,
      errorCount: intervalErrorCount,
      medianNanoseconds: intervalLatency.nanoseconds(atPercentile: 50),
      percentile99Nanoseconds: intervalLatency.nanoseconds(atPercentile: 99),
      maxNanoseconds: intervalLatency.maxNanoseconds
    )
    if !isWarmingUp {
      var interval = LoadIntervalResult(index: intervals.count)
      interval.planned = due
      interval.sent = intervalStartedCount
      interval.ended = intervalEndedCount
      interval.errors = intervalErrorCount
      interval.latency = intervalLatency.sparse
      for (method, latency) in zip(methods, intervalLatencies) where latency.count > 0 {
        interval.latencyByMethod[method] = latency.sparse
      }
      intervals.append(interval)
    }
    intervalLatency.reset()
    for method in intervalLatencies.indices { intervalLatencies[method].reset() }
    intervalStartedCount = 0
    intervalEndedCount = 0
    intervalErrorCount = 0
    intervalStartNanoseconds = intervalEndNanoseconds
    intervalEndNanoseconds += configuration.intervalNanoseconds
    if isWarmingUp { intervalEndNanoseconds = min(intervalEndNanoseconds, measureStartNanoseconds) }
    if intervalStartNanoseconds == measureStartNanoseconds {
      intervalEndNanoseconds = measureStartNanoseconds + configuration.intervalNanoseconds
    }
  }

  /// Ends the last interval.
  func finish(nanoseconds: Int64) {
    while intervalEndNanoseconds <= nanoseconds { rotate(nanoseconds: nanoseconds) }
    if intervalEndedCount > 0 || intervalStartedCount > 0 { rotate(nanoseconds: nanoseconds) }
  }

  /// Arrivals of this worker that were due while it measured; in a closed loop those that were started.
  var plannedCount: UInt64 { startedCount + notSentCount }

  /// Arrivals of this worker that are due between two times; in a closed loop those that were started.
  private func dueCount(from: Int64, to: Int64) -> UInt64 {
    guard case .scheduled(let profile, _) = configuration.arrival else { return intervalStartedCount }
    let end = min(to, measureEndNanoseconds)
    if end <= from { return 0 }
    let before = profile.callCount(untilSeconds: Double(from - startNanoseconds) / 1e9)
    let after = profile.callCount(untilSeconds: Double(end - startNanoseconds) / 1e9)
    return UInt64(((after - before) / Double(configuration.workerCount)).rounded())
  }

  private static let nothingYet = LoadProgress(
    elapsedSeconds: 0,
    isWarmingUp: false,
    dueRate: 0,
    endedRate: 0,
    errorCount: 0,
    medianNanoseconds: 0,
    percentile99Nanoseconds: 0,
    maxNanoseconds: 0
  )
}
