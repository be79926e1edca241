public import Messages
internal import RPC

// What is shown of a server. On its loop.
extension ServerRecords {
  /// Methods that are shown.
  static let shownMethodsMax = 200
  /// Connections or calls that one answer shows.
  static let shownMax = 1000
  /// Connections or calls that an answer shows when nothing is said.
  static let shownDefault = 100

  /// The server as a whole.
  public func serverSnapshot() -> RpcV1.ServerSnapshot {
    var snapshot = RpcV1.ServerSnapshot()
    snapshot.name = configuration.name
    snapshot.version = configuration.version
    snapshot.uptimeSeconds = UInt64(clamping: (loop.nowNanoseconds - createdNanoseconds) / 1_000_000_000)
    snapshot.openConnections = UInt32(clamping: connections.count)
    snapshot.acceptedConnections = acceptedConnectionCount
    snapshot.refusedConnections = refusedConnectionCount
    snapshot.runningCalls = UInt32(clamping: runningCallCount)
    snapshot.startedCalls = startedCallCount
    snapshot.succeededCalls = succeededCallCount
    snapshot.failedCalls = failedCallCount
    snapshot.shedCalls = shedCallCount
    snapshot.concurrencyLimit = UInt32(clamping: concurrencyLimit ?? 0)
    let figures = ProcessFigures.now()
    snapshot.cpuMicroseconds = figures.cpuMicroseconds
    snapshot.residentBytes = figures.residentBytes
    let shown = methods.sorted { ($1.startedCount, $0.path) < ($0.startedCount, $1.path) }
    snapshot.methods = shown.prefix(ServerRecords.shownMethodsMax).map { record in
      var method = RpcV1.MethodSnapshot()
      method.method = record.path
      method.startedCalls = record.startedCount
      method.failedCalls = record.failedCount
      method.durationMicroseconds = record.durationNanoseconds / 1_000
      method.medianMicroseconds = UInt64(record.durations.nanoseconds(notExceededBy: 0.5)) / 1_000
      method.percentile99Microseconds = UInt64(record.durations.nanoseconds(notExceededBy: 0.99)) / 1_000
      return method
    }
    return snapshot
  }

  /// Open connections with numbers above `number`, oldest first.
  public func connectionSnapshots(after number: UInt64 = 0, limit: Int) -> [RpcV1.ConnectionSnapshot] {
    let now = loop.nowNanoseconds
    let shown = connections.keys.filter { $0 > number }.sorted().prefix(limit)
    return shown.compactMap { connections[$0]?.snapshot(nowNanoseconds: now) }
  }

  /// Calls that are being answered, oldest first.
  public func runningCallSnapshots(limit: Int) -> [RpcV1.CallSnapshot] {
    let calls = connections.values.flatMap(\.runningCalls).sorted { $0.startedNanoseconds < $1.startedNanoseconds }
    let now = loop.nowNanoseconds
    let unixMicroseconds = configuration.unixMicroseconds()
    return calls.prefix(limit).map { call in
      CallSnapshots.snapshot(of: call, nowNanoseconds: now, unixMicroseconds: unixMicroseconds)
    }
  }

  /// The last calls that were slow or failed, latest first.
  public func notableCallSnapshots(limit: Int = .max) -> [RpcV1.CallSnapshot] {
    notableCalls.latest(limit).map(\.snapshot)
  }
}
