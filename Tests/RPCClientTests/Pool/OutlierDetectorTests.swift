import Testing

@testable import RPC

@Suite("Ejecting members that answer badly")
struct OutlierDetectorTests {
  private static let second: Int64 = 1_000_000_000

  private static var onlyConsecutive: OutlierEjection {
    var rules = OutlierEjection()
    rules.successRate = nil
    rules.failurePercentage = nil
    rules.ejectedPercentMax = 50
    return rules
  }

  private func detector(_ rules: OutlierEjection, members: Int) -> OutlierDetector {
    var detector = OutlierDetector(rules, nowNanoseconds: 0)
    for slot in 0..<members { detector.add(slot: slot) }
    return detector
  }

  private func feed(_ detector: inout OutlierDetector, _ slot: Int, good: Int, bad: Int) {
    // Failures in between, so that they never come in a row.
    for call in 0..<max(good, bad) {
      if call < bad { _ = detector.noteFailure(slot: slot, nowNanoseconds: 0) }
      if call < good { detector.noteSuccess(slot: slot) }
    }
  }

  @Test("five failures in a row eject a member; a success in between starts the count anew")
  func consecutive() {
    var detector = detector(Self.onlyConsecutive, members: 4)
    for _ in 0..<4 { #expect(detector.noteFailure(slot: 2, nowNanoseconds: 0) == nil) }
    detector.noteSuccess(slot: 2)
    for _ in 0..<4 { #expect(detector.noteFailure(slot: 2, nowNanoseconds: 0) == nil) }
    #expect(!detector.isEjected(slot: 2))
    #expect(
      detector.noteFailure(slot: 2, nowNanoseconds: 0) == .ejected(slot: 2, reason: "5 calls in a row failed")
    )
    #expect(detector.isEjected(slot: 2))
    #expect(detector.noteFailure(slot: 2, nowNanoseconds: 0) == nil, "it is ejected once")
  }

  @Test("an ejection ends when its time is over, and lasts longer each time, up to a limit")
  func growing() {
    var rules = Self.onlyConsecutive
    rules.ejectionMaxMilliseconds = 70_000
    rules.intervalMilliseconds = 10_000_000
    var detector = detector(rules, members: 4)
    var now: Int64 = 0
    for seconds: Int64 in [30, 60, 70, 70] {
      for _ in 0..<5 { _ = detector.noteFailure(slot: 0, nowNanoseconds: now) }
      #expect(detector.nextTimerNanoseconds == now + seconds * Self.second)
      #expect(detector.timePassed(nowNanoseconds: now + seconds * Self.second - 1).isEmpty)
      now += seconds * Self.second
      #expect(detector.timePassed(nowNanoseconds: now) == [.returned(slot: 0)])
      #expect(!detector.isEjected(slot: 0))
    }
  }

  @Test("each interval without an ejection makes the next one shorter again")
  func forgiveness() {
    var detector = detector(Self.onlyConsecutive, members: 4)
    for _ in 0..<5 { _ = detector.noteFailure(slot: 0, nowNanoseconds: 0) }
    // Ends of intervals during the ejection do not count.
    _ = detector.timePassed(nowNanoseconds: 10 * Self.second)
    _ = detector.timePassed(nowNanoseconds: 20 * Self.second)
    _ = detector.timePassed(nowNanoseconds: 30 * Self.second)
    for _ in 0..<5 { _ = detector.noteFailure(slot: 0, nowNanoseconds: 30 * Self.second) }
    #expect(detector.timePassed(nowNanoseconds: 89 * Self.second).isEmpty, "the second one lasts 60 s")
    #expect(detector.timePassed(nowNanoseconds: 90 * Self.second) == [.returned(slot: 0)])
    _ = detector.timePassed(nowNanoseconds: 100 * Self.second)
    _ = detector.timePassed(nowNanoseconds: 110 * Self.second)
    for _ in 0..<5 { _ = detector.noteFailure(slot: 0, nowNanoseconds: 110 * Self.second) }
    #expect(detector.timePassed(nowNanoseconds: 140 * Self.second) == [.returned(slot: 0)], "30 s once more")
  }

  @Test("no more than a share of the members is ejected at once, at least one, and never all")
  func share() {
    for (members, percent, most) in [(1, 100, 0), (2, 100, 1), (3, 10, 1), (10, 30, 3), (4, 100, 3)] {
      var rules = Self.onlyConsecutive
      rules.ejectedPercentMax = percent
      var detector = detector(rules, members: members)
      for slot in 0..<members {
        for _ in 0..<5 { _ = detector.noteFailure(slot: slot, nowNanoseconds: 0) }
      }
      #expect(detector.ejectedCount == most, "\(members) members, \(percent) %")
    }
  }

  @Test("a member that leaves while it is ejected makes room for another ejection")
  func leaving() {
    var detector = detector(Self.onlyConsecutive, members: 3)
    for _ in 0..<5 { _ = detector.noteFailure(slot: 0, nowNanoseconds: 0) }
    detector.remove(slot: 0)
    #expect(detector.ejectedCount == 0)
    for _ in 0..<5 { _ = detector.noteFailure(slot: 1, nowNanoseconds: 0) }
    #expect(detector.isEjected(slot: 1))
    detector.add(slot: 0)
    #expect(!detector.isEjected(slot: 0))
  }

  @Test("at the end of an interval, a member far below the others' success is ejected")
  func successRate() {
    var rules = OutlierEjection()
    rules.failurePercentage = nil
    var detector = detector(rules, members: 6)
    for slot in 0..<5 { feed(&detector, slot, good: 198, bad: 2) }
    feed(&detector, 5, good: 120, bad: 80)
    #expect(detector.timePassed(nowNanoseconds: 10 * Self.second - 1).isEmpty)
    #expect(
      detector.timePassed(nowNanoseconds: 10 * Self.second)
        == [.ejected(slot: 5, reason: "60 % of its calls succeeded, 93 % of all")]
    )
    #expect(detector.timePassed(nowNanoseconds: 20 * Self.second).isEmpty, "the next interval starts from nothing")
  }

  @Test("members are not judged by few calls, nor when there are few of them")
  func tooFew() {
    var rules = OutlierEjection()
    rules.consecutiveFailuresMax = nil
    for (members, calls) in [(6, 49), (4, 1_000)] {
      var detector = detector(rules, members: members)
      for slot in 0..<members - 1 { feed(&detector, slot, good: calls, bad: 0) }
      feed(&detector, members - 1, good: 0, bad: calls)
      #expect(detector.timePassed(nowNanoseconds: 10 * Self.second).isEmpty, "\(members) members, \(calls) calls")
    }
  }

  @Test("at the end of an interval, a member with the given share of failures is ejected, whatever the others do")
  func failurePercentage() {
    var rules = OutlierEjection()
    rules.successRate = nil
    rules.ejectedPercentMax = 100
    rules.consecutiveFailuresMax = nil
    var detector = detector(rules, members: 5)
    for slot in 0..<3 { feed(&detector, slot, good: 15, bad: 85) }
    feed(&detector, 3, good: 16, bad: 84)
    feed(&detector, 4, good: 100, bad: 0)
    let changes = detector.timePassed(nowNanoseconds: 10 * Self.second)
    #expect(changes == (0..<3).map { .ejected(slot: $0, reason: "85 of 100 calls failed") })
  }

  @Test("rules that cannot work are refused, each with a sentence")
  func contradictions() {
    #expect(OutlierEjection().contradictions == [])
    var rules = OutlierEjection()
    rules.intervalMilliseconds = 0
    rules.ejectionMilliseconds = 0
    rules.ejectionMaxMilliseconds = -1
    rules.ejectedPercentMax = 101
    rules.consecutiveFailuresMax = 0
    rules.successRate?.callsMin = 0
    rules.failurePercentage?.failedPercentMin = 0
    #expect(rules.contradictions.count == 7)
  }
}
