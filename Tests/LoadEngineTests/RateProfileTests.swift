import LoadEngine
import TestSupport
import Testing

@Suite("A rate profile")
struct RateProfileTests {
  @Test("The time at which so many calls are due, and the calls that are due by a time, undo each other")
  func inverse() throws {
    let seed = UInt64.random(in: 0...(.max))
    var random = SeededGenerator(seed: seed)
    for round in 0..<500 {
      let segments = (0..<random.within(1, 5)).map { _ in
        RateSegment(
          durationSeconds: Double(random.within(1, 400)) / 10,
          fromPerSecond: Double(random.below(3) * random.below(10_000)),
          toPerSecond: Double(random.within(1, 10_000))
        )
      }
      let profile = RateProfile(segments: segments, continuation: random.chance(50) ? .again : .lastRate)
      for _ in 0..<20 {
        let callCount = Double(random.below(2_000_000)) / 3
        let seconds = try #require(profile.seconds(untilCallCount: callCount), "seed \(seed), round \(round)")
        let back = profile.callCount(untilSeconds: seconds)
        #expect(abs(back - callCount) < 1e-3, "seed \(seed), round \(round): \(callCount) became \(back)")
      }
    }
  }

  @Test("A ramp from 0 to 100 per second over 10 s makes 500 calls, the first 125 of them in 5 s")
  func ramp() throws {
    let profile = RateProfile(segments: [RateSegment(durationSeconds: 10, fromPerSecond: 0, toPerSecond: 100)])
    #expect(profile.callCount(untilSeconds: 10) == 500)
    #expect(profile.callCount(untilSeconds: 5) == 125)
    #expect(profile.seconds(untilCallCount: 125) == 5)
    #expect(profile.ratePerSecond(atSeconds: 2.5) == 25)
    // Afterwards its last rate goes on.
    #expect(profile.callCount(untilSeconds: 11) == 600)
  }

  @Test("A spike comes again and again")
  func spike() throws {
    guard case .scheduled(let profile, false) = try ArrivalPattern(parsing: "spike 10..100/s for 1s every 10s") else {
      Issue.record("no schedule")
      return
    }
    #expect(profile.callCount(untilSeconds: 9) == 90)
    #expect(profile.callCount(untilSeconds: 10) == 190)
    #expect(profile.callCount(untilSeconds: 19) == 280)
    #expect(profile.callCount(untilSeconds: 20) == 380)
    #expect(profile.ratePerSecond(atSeconds: 9.5) == 100)
    #expect(profile.ratePerSecond(atSeconds: 10.5) == 10)
  }

  @Test("A rate that ends at 0 makes no more calls")
  func end() {
    let profile = RateProfile(segments: [RateSegment(durationSeconds: 2, fromPerSecond: 10, toPerSecond: 0)])
    #expect(profile.seconds(untilCallCount: 10) == 2)
    #expect(profile.seconds(untilCallCount: 10.5) == nil)
  }
}
