import Testing
import Wire

/// Goal: the caps on what a peer may send for nothing hold, to the token, on a clock that the test moves.
@Suite struct RateCapTests {
  private static let second: Int64 = 1_000_000_000

  private func takeAll(_ cap: inout RateCap, at now: Int64) -> Int {
    var count = 0
    while cap.take(nowNanoseconds: now) { count += 1 }
    return count
  }

  @Test("a bucket allows its burst at once, then its rate, and never more than a burst after a rest")
  func bucket() {
    var cap = RateCap(RateLimit(perSecond: 10, burst: 100), nowNanoseconds: 5 * RateCapTests.second)
    let second = RateCapTests.second
    let times = [5 * second, 6 * second, 6 * second + second / 10 - 1, 6 * second + second / 10, 1_000_000 * second]
    let taken = times.map { takeAll(&cap, at: $0) }
    #expect(taken == [100, 10, 0, 1, 100])
  }

  @Test("intervals far shorter than a token add up")
  func shortIntervals() {
    var cap = RateCap(RateLimit(perSecond: 10, burst: 1), nowNanoseconds: 0)
    var count = 0
    for microsecond in 1...1_000_000 where cap.take(nowNanoseconds: Int64(microsecond) * 1_000) { count += 1 }
    // The burst, and ten for the second.
    #expect(count == 11 || count == 10)
  }

  @Test("what is earned stands beside the bucket, and is bounded")
  func earned() {
    var cap = RateCap(RateLimit(perSecond: 0, burst: 4), nowNanoseconds: 0)
    var taken = [takeAll(&cap, at: 0)]
    cap.earn(3)
    #expect(cap.tokenCount == 3)
    taken.append(takeAll(&cap, at: 0))
    cap.earn(.max)
    taken.append(takeAll(&cap, at: RateCapTests.second))
    #expect(taken == [4, 3, RateCap.earnedMax])
  }

  @Test("the largest numbers do not overflow")
  func extremes() {
    var cap = RateCap(RateLimit(perSecond: 1_000_000, burst: 1_000_000_000), nowNanoseconds: .min / 4)
    cap.earn(.max)
    let isAllowed = cap.take(nowNanoseconds: .max / 4)
    #expect(isAllowed)
    #expect(cap.tokenCount == 1_000_000_000 + RateCap.earnedMax - 1)
  }

  private var limits: WireLimits {
    var limits = WireLimits.standard
    limits.pingRate = RateLimit(perSecond: 1, burst: 2)
    limits.creditRate = RateLimit(perSecond: 1, burst: 2)
    limits.cancelRate = RateLimit(perSecond: 1, burst: 2)
    limits.relayedCancelRate = RateLimit(perSecond: 1, burst: 3)
    return limits
  }

  @Test("pings are counted by time alone")
  func pings() {
    var conduct = PeerConduct(limits: limits, nowNanoseconds: 0)
    let verdicts = (0..<3).map { _ in conduct.receivedPing(nowNanoseconds: 0) }
    #expect(verdicts.map { $0?.reason } == [nil, nil, .pingFlood])
    #expect(verdicts[2]?.goAwayCode == 8)
    let later = conduct.receivedPing(nowNanoseconds: RateCapTests.second)
    #expect(later == nil)
  }

  @Test("CREDIT that answers data is never too much, whatever the rate")
  func credits() {
    var conduct = PeerConduct(limits: limits, nowNanoseconds: 0)
    var dataFrameCount: UInt64 = 0
    for _ in 0..<100_000 {
      dataFrameCount += 1
      for _ in 0..<2 {
        let verdict = conduct.receivedCredit(dataFrameCount: dataFrameCount, nowNanoseconds: 0)
        #expect(verdict == nil)
      }
    }
    // What was not needed is kept: it was worked for.
    let saved = 100_000 * (PeerConduct.creditsPerDataFrame - 2) + limits.creditRate.burst
    let verdicts = (0...saved).map { _ in conduct.receivedCredit(dataFrameCount: dataFrameCount, nowNanoseconds: 0) }
    #expect(verdicts.count { $0 == nil } == saved)
    #expect(verdicts.last??.reason == .creditFlood)
    #expect(verdicts.last??.goAwayCode == 8)
  }

  @Test("cancelling one call for each that is answered is never too much; cancelling all of them is")
  func cancellations() {
    var conduct = PeerConduct(limits: limits, nowNanoseconds: 0)
    var closeCount: UInt64 = 0
    for _ in 0..<100_000 {
      closeCount += 1
      let verdict = conduct.cancelled(isRelayed: false, closeCount: closeCount, nowNanoseconds: 0)
      #expect(verdict == nil)
    }
    let verdicts = (0..<3).map { _ in conduct.cancelled(isRelayed: false, closeCount: closeCount, nowNanoseconds: 0) }
    #expect(verdicts.contains { $0?.reason == .cancelFlood && $0?.goAwayCode == 8 })
  }

  @Test("calls that came through a proxy are counted apart")
  func relayedCancellations() {
    var conduct = PeerConduct(limits: limits, nowNanoseconds: 0)
    let direct = (0..<3).map { _ in conduct.cancelled(isRelayed: false, closeCount: 0, nowNanoseconds: 0) }
    #expect(direct.map { $0 == nil } == [true, true, false])
    let relayed = (0..<4).map { _ in conduct.cancelled(isRelayed: true, closeCount: 0, nowNanoseconds: 0) }
    #expect(relayed.map { $0 == nil } == [true, true, true, false])
  }

  @Test("limits that a bucket cannot hold are contradictions")
  func contradictions() {
    var limits = WireLimits.standard
    #expect(limits.contradictions.isEmpty)
    limits.pingRate = RateLimit(perSecond: -1, burst: 1)
    limits.cancelRate = RateLimit(perSecond: 1, burst: 0)
    #expect(limits.contradictions.count == 2)
  }
}
