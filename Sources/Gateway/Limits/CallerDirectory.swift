import RPC
import Synchronization

/// The callers of this gateway: the shell around their table, which it keeps behind a mutex.
final class CallerDirectory: Sendable {
  /// Longest time that a refused caller is told to wait: a rate may be a few an hour.
  private static let retryMaxNanoseconds: Int64 = 3_600_000_000_000

  private let naming: any CallerNaming
  private let table: Mutex<CallerTable>

  init(
    limits: CallerLimits = CallerLimits(),
    callersMax: Int = CallerTable.callersMaxDefault,
    naming: any CallerNaming = TransportCallers()
  ) {
    self.naming = naming
    table = Mutex(CallerTable(limits: limits, callersMax: callersMax))
  }

  /// Limits callers in another way from now on.
  func setLimits(_ limits: CallerLimits) {
    table.withLock { $0.setLimits(limits) }
  }

  /// A call arrives: the number of its caller, and the time it is.
  /// - Throws: `RPCError` when it comes too soon.
  func arrived(_ call: RelayedOpen) throws(RPCError) -> (caller: Int, nowNanoseconds: Int64) {
    let key = naming.callerKey(of: call)
    let now = call.arrivedNanoseconds
    let (verdict, methodClass) = table.withLock { table -> (CallerTable.Verdict, Int) in
      let methodClass = table.limits.methodClass(method: call.methodBytes, service: call.serviceBytes)
      return (table.arrived(key, methodClass: methodClass, nowNanoseconds: now), methodClass)
    }
    switch verdict {
    case .admitted(let caller): return (caller, now)
    case .limited(_, let nanoseconds):
      let className = table.withLock { table in
        let names = table.limits.classNames
        return methodClass < names.count ? names[methodClass] : CallerLimits.otherClassName
      }
      throw CallerDirectory.refusal(
        "\(key.prefix(200)) calls methods of the class \"\(className)\" more often than it may",
        retryNanoseconds: min(nanoseconds, CallerDirectory.retryMaxNanoseconds)
      )
    }
  }

  /// A call that was admitted is over.
  func ended(_ caller: Int) {
    table.withLock { $0.ended(caller: caller) }
  }

  /// A call that was admitted here was refused, because its caller has more than its share of a service.
  /// - Returns: what the caller is told.
  func shed(_ caller: Int, service: String, callsInFlight: Int, share: Int, retry: Duration) -> RPCError {
    let key = table.withLock { table in
      table.shed(caller: caller)
      return table.key(caller: caller)
    }
    return CallerDirectory.refusal(
      "\(service) is nearly full, and \(key.prefix(200)) has \(callsInFlight) calls in flight there; its share is "
        + "\(share)",
      retryNanoseconds: Int64(retry / .nanoseconds(1))
    )
  }

  private static func refusal(_ message: String, retryNanoseconds: Int64) -> RPCError {
    // In whole milliseconds, upwards: whoever comes when he was told to is not too early.
    let milliseconds = (retryNanoseconds + 999_999) / 1_000_000
    return RPCError(
      .resourceExhausted,
      message,
      retryAfter: .milliseconds(milliseconds),
      isNotProcessed: true,
      origin: .proxy
    )
  }

  // MARK: For the status and the metrics

  /// Calls refused so far, because they came too soon, and because of unequal shares; and callers remembered.
  var counts: (limited: UInt64, shed: UInt64, callers: Int) {
    table.withLock { ($0.limitedCount, $0.shedCount, $0.count) }
  }

  /// Callers with calls in flight or refused ones, those with most calls first.
  func rows(max: Int) -> [CallerTable.Row] {
    table.withLock { $0.rows(max: max) }
  }
}
