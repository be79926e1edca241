import LoadEngine
import TestSupport
import Testing

@Suite("A schedule of arrivals")
struct ArrivalScheduleTests {
  private static func times(_ schedule: ArrivalSchedule, count: Int) -> [Int64] {
    var schedule = schedule
    return (0..<count).compactMap { _ in schedule.next() }
  }

  @Test("Even arrivals come at even distances, without drifting")
  func constant() {
    let times = Self.times(ArrivalSchedule(profile: .constant(perSecond: 3)), count: 3_001)
    #expect(times[0] == 0)
    #expect(abs(times[3_000] - 1_000_000_000_000) < 2)
  }

  @Test("Arrivals dealt to workers are together those of one worker")
  func workers() {
    let profile = RateProfile(
      segments: [RateSegment(durationSeconds: 4, fromPerSecond: 5, toPerSecond: 50)],
      continuation: .again
    )
    let one = Self.times(ArrivalSchedule(profile: profile), count: 999)
    let three = (0..<3).flatMap { worker in
      Self.times(ArrivalSchedule(profile: profile, worker: worker, workerCount: 3), count: 333)
    }
    #expect(three.sorted() == one)
  }

  @Test("Arrivals by chance have the distances of a Poisson process, whoever many workers make them")
  func poisson() {
    let seed = UInt64.random(in: 0...(.max))
    let count = 40_000
    let times = (0..<4).flatMap { worker in
      Self.times(
        ArrivalSchedule(
          profile: .constant(perSecond: 1000),
          isPoisson: true,
          worker: worker,
          workerCount: 4,
          seed: seed
        ),
        count: count / 4
      )
    }.sorted()
    // Of the last arrivals some workers have more to come; what lies before is a whole process.
    let gaps = zip(times, times.dropFirst()).prefix(count * 9 / 10).map { Double($1 - $0) / 1e6 }
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    let variance = gaps.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(gaps.count)
    // Of an exponential distribution the deviation is the mean, and 1 - 1/e of it lies below the mean.
    let below = Double(gaps.count { $0 < 1 }) / Double(gaps.count)
    #expect(abs(mean - 1) < 0.05, "seed \(seed): mean \(mean) ms")
    #expect(abs(variance.squareRoot() - 1) < 0.08, "seed \(seed): deviation \(variance.squareRoot()) ms")
    #expect(abs(below - 0.632) < 0.02, "seed \(seed): \(below) below the mean")
  }

  @Test("A load that ends makes no more arrivals")
  func end() {
    let profile = RateProfile(segments: [RateSegment(durationSeconds: 1, fromPerSecond: 8, toPerSecond: 0)])
    #expect(Self.times(ArrivalSchedule(profile: profile), count: 100).count == 5)
  }
}
