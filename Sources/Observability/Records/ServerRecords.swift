public import CoreMetrics
public import RPC

/// What one server's connections and calls have done and are doing: told by the server, shown by `IntrospectionService`
/// and the debug page, and passed on to swift-metrics.
///
/// Unchecked: everything mutable is touched on `loop` only; `read` hops there.
public final class ServerRecords: @unchecked Sendable {
  /// What can be chosen.
  public struct Configuration: Sendable {
    /// What the daemon is called: "registry".
    public var name = ""
    /// The program's version.
    public var version = ""
    /// Calls that take at least this long are kept among the notable ones.
    public var slowCallThreshold = Duration.milliseconds(500)
    /// Notable calls that are kept, of each sort: slow ones, those that failed because of this side, and those that
    /// were refused.
    public var notableCallsMax = 100
    /// Methods of other services, passed on here, that are counted by name.
    public var relayedMethodsMax = 256
    /// Microseconds since 1970 (UTC).
    public var unixMicroseconds: @Sendable () -> UInt64 = { UnixClock.nowMicroseconds }

    /// The standard configuration.
    public init() {}
  }

  let configuration: Configuration
  let loop: any LoopDriver
  let slowNanoseconds: Int64
  let createdNanoseconds: Int64
  private let factory: any MetricsFactory
  private let metrics: ServerMetrics

  /// What the server takes on; nil before it is started.
  private var admission: ServerAdmission?
  private(set) var connections: [UInt64: ServerConnection] = [:]
  private(set) var acceptedConnectionCount: UInt64 = 0
  private(set) var refusedConnectionCount: UInt64 = 0
  private(set) var runningCallCount = 0
  private(set) var startedCallCount: UInt64 = 0
  private(set) var succeededCallCount: UInt64 = 0
  private(set) var failedCallCount: UInt64 = 0
  private(set) var shedCallCount: UInt64 = 0
  private(set) var notableCalls: NotableCalls
  private var closedTraffic: (received: UInt64, sent: UInt64) = (0, 0)

  private var registered: [MethodRecord?] = []
  private var relayed: [MethodRecord] = []
  private var relayedPaths: PathTable
  private let other: MethodRecord

  /// Records of a server that runs on `loop`. Give them to the server as its observer.
  /// - Parameter factory: where the metrics go.
  public init(
    loop: any LoopDriver,
    configuration: Configuration = Configuration(),
    factory: any MetricsFactory = MetricsSystem.factory
  ) {
    self.configuration = configuration
    self.loop = loop
    self.factory = factory
    slowNanoseconds = configuration.slowCallThreshold.nanosecondsClamped
    createdNanoseconds = loop.nowNanoseconds
    metrics = ServerMetrics(factory: factory)
    notableCalls = NotableCalls(countMaxOfEach: configuration.notableCallsMax)
    relayedPaths = PathTable(countMax: configuration.relayedMethodsMax)
    other = ServerRecords.makeRecord(MetricNames.otherMethod, factory)
  }

  /// Reads the records on the loop. Waits as long as the loop is busy.
  public func read<Value: Sendable>(_ body: @escaping @Sendable (ServerRecords) -> Value) async -> Value {
    if loop.isCurrent { return body(self) }
    return await withCheckedContinuation { continuation in
      loop.execute { continuation.resume(returning: body(self)) }
    }
  }

  /// Reads the records on the loop; nil when the loop is busy for so long.
  public func read<Value: Sendable>(
    within timeout: Duration,
    _ body: @escaping @Sendable (ServerRecords) -> Value
  ) async -> Value? {
    if loop.isCurrent { return body(self) }
    return await withCheckedContinuation { continuation in
      let answer = FirstAnswer(continuation)
      let giveUp = Task {
        try await Task.sleep(for: timeout)
        answer.give(nil)
      }
      loop.execute {
        answer.give(body(self))
        giveUp.cancel()
      }
    }
  }

  /// Brings the gauges and byte counters up to date: before metrics are read, or now and then when they are pushed.
  public func refreshMetrics() async {
    await read { $0.refreshMetricsNow() }
  }

  // MARK: On the loop

  /// As `refreshMetrics`, for who is on the loop.
  public func refreshMetricsNow() {
    metrics.refresh(
      openConnectionCount: connections.count,
      runningCallCount: runningCallCount,
      concurrencyLimit: concurrencyLimit,
      traffic: traffic
    )
  }

  /// How many calls may run at once now; nil when nothing limits them.
  var concurrencyLimit: Int? { admission?.snapshot.concurrencyLimit }

  /// Bytes received and sent so far, on all connections.
  var traffic: (received: UInt64, sent: UInt64) {
    connections.values.reduce(into: closedTraffic) { sum, connection in
      sum.received &+= connection.trafficByteCounts.received
      sum.sent &+= connection.trafficByteCounts.sent
    }
  }

  /// Methods that were called, in no order.
  var methods: [MethodRecord] {
    (registered.compactMap { $0 } + relayed + [other]).filter { $0.startedCount > 0 }
  }

  private static func makeRecord(_ path: String, _ factory: any MetricsFactory) -> MethodRecord {
    MethodRecord(
      path: path,
      timers: StatusTimers(
        label: MetricNames.serverCallDuration,
        dimensions: [(MetricNames.system, MetricNames.systemValue), (MetricNames.method, path)],
        failureCodes: MetricNames.serverFailureCodes,
        factory: factory
      )
    )
  }

  private func record(of method: ObservedMethod, path: @autoclosure () -> String) -> MethodRecord {
    switch method {
    case .registered(let number):
      if number < registered.count, let record = registered[number] { return record }
      while registered.count <= number { registered.append(nil) }
      let record = ServerRecords.makeRecord(path(), factory)
      registered[number] = record
      return record
    case .relayed(let number): return number < relayed.count ? relayed[number] : other
    case .other: return other
    }
  }
}

extension ServerRecords: ServerObserver {
  /// See `ServerObserver`.
  public func serverStarted(_ admission: ServerAdmission) {
    self.admission = admission
  }

  /// See `ServerObserver`.
  public func connectionOpened(_ connection: ServerConnection) {
    precondition(loop.isCurrent, "the records and the server are on different loops")
    connections[connection.number] = connection
    acceptedConnectionCount &+= 1
    metrics.acceptedConnections.increment()
  }

  /// See `ServerObserver`.
  public func connectionClosed(_ connection: ServerConnection) {
    // One that ended before it could be used was never told.
    guard connections.removeValue(forKey: connection.number) != nil else { return }
    closedTraffic.received &+= connection.trafficByteCounts.received
    closedTraffic.sent &+= connection.trafficByteCounts.sent
  }

  /// See `ServerObserver`.
  public func connectionRefused() {
    refusedConnectionCount &+= 1
    metrics.refusedConnections.increment()
  }

  /// See `ServerObserver`.
  public func connectionNotSecured(reason: String) {
    metrics.countUnsecured(reason: reason)
  }

  /// See `ServerObserver`.
  public func callStarted(_ call: any ObservedCall) {
    startedCallCount &+= 1
    runningCallCount += 1
    record(of: call.observedMethod, path: call.path).startedCount &+= 1
  }

  /// See `ServerObserver`.
  public func callEnded(_ call: any ObservedCall, _ end: CallEnd) {
    runningCallCount -= 1
    let duration = end.endedNanoseconds - call.startedNanoseconds
    count(
      end.code,
      isShed: end.isShed,
      durationNanoseconds: duration,
      record(of: call.observedMethod, path: call.path)
    )
    if end.code == .ok && duration < slowNanoseconds { return }
    keepIfNotable(call, end)
  }

  /// See `ServerObserver`.
  public func callRefused(_ refusal: CallRefusal) {
    startedCallCount &+= 1
    let record = record(of: refusal.method, path: refusal.path)
    record.startedCount &+= 1
    let duration = refusal.endedNanoseconds - refusal.arrivedNanoseconds
    count(refusal.code, isShed: refusal.isShed, durationNanoseconds: duration, record)
    // Who sheds calls has no time to remember each.
    if refusal.isShed { return }
    let snapshot = CallSnapshots.snapshot(of: refusal, unixMicroseconds: configuration.unixMicroseconds())
    notableCalls.append(snapshot, code: refusal.code)
  }

  /// See `ServerObserver`.
  public func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod? {
    relayedPaths.number(of: path).map { RelayedMethod(number: $0, path: relayed[$0].path) }
  }

  /// See `ServerObserver`.
  public func learnRelayedMethod(_ path: String) -> RelayedMethod? {
    guard let number = relayedPaths.number(adding: path) else { return nil }
    if number == relayed.count { relayed.append(ServerRecords.makeRecord(path, factory)) }
    // The call that proved the method was counted as one of an unknown method when it started.
    other.startedCount &-= 1
    relayed[number].startedCount &+= 1
    return RelayedMethod(number: number, path: path)
  }

  private func count(_ code: StatusCode, isShed: Bool, durationNanoseconds: Int64, _ record: MethodRecord) {
    if isShed {
      shedCallCount &+= 1
      metrics.shedCalls.increment()
    } else if code == .ok {
      succeededCallCount &+= 1
    } else {
      failedCallCount &+= 1
    }
    record.ended(code, durationNanoseconds: durationNanoseconds, isShed: isShed)
  }

  private func keepIfNotable(_ call: any ObservedCall, _ end: CallEnd) {
    guard ServerRecords.isNotable(call, end, slowNanoseconds: slowNanoseconds) else { return }
    let snapshot = CallSnapshots.snapshot(
      of: call,
      end,
      nowNanoseconds: end.endedNanoseconds,
      unixMicroseconds: configuration.unixMicroseconds()
    )
    notableCalls.append(snapshot, code: end.code)
  }

  /// Whether a call failed, or made its caller wait. A stream lasts as long as its caller wants: of it the time to the
  /// first answer counts, and that the caller ends it is no failure.
  static func isNotable(_ call: any ObservedCall, _ end: CallEnd, slowNanoseconds: Int64) -> Bool {
    if end.isShed { return false }
    if end.code == .cancelled && !call.hasOneResponse { return false }
    if end.code != .ok { return true }
    let answered = call.hasOneResponse ? end.endedNanoseconds : end.progress.firstResponseNanoseconds
    return answered.map { $0 - call.startedNanoseconds >= slowNanoseconds } ?? false
  }
}
