/// Finds members that answer worse than the others, as a value: told the end of each call and the time, it says who is
/// ejected and who returns. Members are known by their slots.
package struct OutlierDetector: Sendable {
  private struct Record: Sendable {
    var isPresent = false
    var consecutiveFailureCount = 0
    /// Calls of this interval.
    var successCount = 0
    var failureCount = 0
    /// Ejections in a row, less the intervals without one.
    var ejectionCount = 0
    var ejectedUntilNanoseconds: Int64?

    var callCount: Int { successCount + failureCount }
    var successShare: Double { Double(successCount) / Double(callCount) }
  }

  private let rules: OutlierEjection
  private var records: [Record] = []
  private var presentCount = 0
  private(set) var ejectedCount = 0
  private var intervalEndNanoseconds: Int64

  package init(_ rules: OutlierEjection, nowNanoseconds: Int64) {
    self.rules = rules
    intervalEndNanoseconds = nowNanoseconds + Int64(rules.intervalMilliseconds) * 1_000_000
  }

  // MARK: Members and calls

  package mutating func add(slot: Int) {
    while records.count <= slot { records.append(Record()) }
    records[slot] = Record(isPresent: true)
    presentCount += 1
  }

  package mutating func remove(slot: Int) {
    guard records[slot].isPresent else { return }
    if records[slot].ejectedUntilNanoseconds != nil { ejectedCount -= 1 }
    records[slot] = Record()
    presentCount -= 1
  }

  package func isEjected(slot: Int) -> Bool { records[slot].ejectedUntilNanoseconds != nil }

  package mutating func noteSuccess(slot: Int) {
    records[slot].successCount &+= 1
    records[slot].consecutiveFailureCount = 0
  }

  /// - Returns: the ejection that this failure brings about.
  package mutating func noteFailure(slot: Int, nowNanoseconds: Int64) -> OutlierChange? {
    guard records[slot].isPresent else { return nil }
    records[slot].failureCount &+= 1
    records[slot].consecutiveFailureCount &+= 1
    guard let most = rules.consecutiveFailuresMax, records[slot].consecutiveFailureCount >= most else { return nil }
    return eject(slot, "\(records[slot].consecutiveFailureCount) calls in a row failed", nowNanoseconds)
  }

  // MARK: Time

  /// When `timePassed` has something to do next.
  package var nextTimerNanoseconds: Int64 {
    records.reduce(intervalEndNanoseconds) { min($0, $1.ejectedUntilNanoseconds ?? .max) }
  }

  /// Lets members return whose time is over, and judges an interval that has ended.
  package mutating func timePassed(nowNanoseconds: Int64) -> [OutlierChange] {
    var changes: [OutlierChange] = []
    let wereEjected = records.map { $0.ejectedUntilNanoseconds != nil }
    for slot in records.indices {
      guard let until = records[slot].ejectedUntilNanoseconds, until <= nowNanoseconds else { continue }
      records[slot].ejectedUntilNanoseconds = nil
      records[slot].consecutiveFailureCount = 0
      ejectedCount -= 1
      changes.append(.returned(slot: slot))
    }
    if nowNanoseconds >= intervalEndNanoseconds {
      changes += judge(nowNanoseconds, wereEjected)
      intervalEndNanoseconds = nowNanoseconds + Int64(rules.intervalMilliseconds) * 1_000_000
    }
    return changes
  }

  /// - Parameter wereEjected: members for whom the interval was not one without ejection, by slot.
  private mutating func judge(_ now: Int64, _ wereEjected: [Bool]) -> [OutlierChange] {
    var changes: [OutlierChange] = []
    if let rule = rules.successRate { changes += judge(rule, now) }
    if let rule = rules.failurePercentage { changes += judge(rule, now) }
    for slot in records.indices {
      records[slot].successCount = 0
      records[slot].failureCount = 0
      if !wereEjected[slot], !isEjected(slot: slot), records[slot].ejectionCount > 0 {
        records[slot].ejectionCount -= 1
      }
    }
    return changes
  }

  private mutating func judge(_ rule: SuccessRateRule, _ now: Int64) -> [OutlierChange] {
    let judged = judgedSlots(callsMin: rule.callsMin)
    guard judged.count >= rule.membersMin else { return [] }
    let shares = judged.map { records[$0].successShare }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count)
    let least = mean - rule.deviationFactor * variance.squareRoot()
    return judged.compactMap { slot in
      let share = records[slot].successShare
      return share < least ? eject(slot, "\(percent(share)) of its calls succeeded, \(percent(mean)) of all", now) : nil
    }
  }

  private mutating func judge(_ rule: FailurePercentageRule, _ now: Int64) -> [OutlierChange] {
    let judged = judgedSlots(callsMin: rule.callsMin)
    guard judged.count >= rule.membersMin else { return [] }
    return judged.compactMap { slot in
      let record = records[slot]
      guard record.failureCount * 100 >= rule.failedPercentMin * record.callCount else { return nil }
      return eject(slot, "\(record.failureCount) of \(record.callCount) calls failed", now)
    }
  }

  private func judgedSlots(callsMin: Int) -> [Int] {
    records.indices.filter { records[$0].isPresent && !isEjected(slot: $0) && records[$0].callCount >= callsMin }
  }

  /// Members that may be ejected at once: what the percentage allows, at least one, never all.
  private var ejectedMax: Int {
    min(max(1, presentCount * rules.ejectedPercentMax / 100), presentCount - 1)
  }

  private mutating func eject(_ slot: Int, _ reason: String, _ now: Int64) -> OutlierChange? {
    guard !isEjected(slot: slot), ejectedCount < ejectedMax else { return nil }
    records[slot].ejectionCount += 1
    let milliseconds = min(
      Int64(rules.ejectionMilliseconds) * Int64(records[slot].ejectionCount),
      Int64(rules.ejectionMaxMilliseconds)
    )
    records[slot].ejectedUntilNanoseconds = now + milliseconds * 1_000_000
    ejectedCount += 1
    return .ejected(slot: slot, reason: reason)
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
