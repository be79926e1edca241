internal import Messages
internal import RPC

/// The last calls that were slow or failed. Those that failed because of this side, those that it refused for good
/// reason, and the slow ones are kept apart, so that many of one sort do not drive out the others.
struct NotableCalls {
  private var slow: NotableCallRing
  private var faults: NotableCallRing
  private var refusals: NotableCallRing
  private var count: UInt64 = 0

  init(countMaxOfEach: Int) {
    slow = NotableCallRing(countMax: countMaxOfEach)
    faults = NotableCallRing(countMax: countMaxOfEach)
    refusals = NotableCallRing(countMax: countMaxOfEach)
  }

  mutating func append(_ snapshot: RpcV1.CallSnapshot, code: StatusCode) {
    count += 1
    let call = NotableCall(snapshot: snapshot, number: count)
    if code == .ok {
      slow.append(call)
    } else if MetricNames.serverFailureCodes.contains(code) {
      faults.append(call)
    } else {
      refusals.append(call)
    }
  }

  /// The kept calls, latest first.
  func latest(_ countMax: Int) -> [NotableCall] {
    let all = slow.all + faults.all + refusals.all
    return Array(all.sorted { $0.number > $1.number }.prefix(countMax))
  }
}
