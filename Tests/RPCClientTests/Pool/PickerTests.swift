import Testing

@testable import RPC

@Suite("Picking a member")
struct PickerTests {
  static let seeds: [UInt64] = [1, 2, 3, 4, 5]

  // MARK: Round robin

  @Test("round-robin gives each candidate its turn, in order", arguments: seeds)
  func roundRobin(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = RoundRobinPicker()
    picker.setCandidates(count: 4, random: &random)
    let picks = (0..<12).map { _ in picker.pick() }
    #expect((1..<12).allSatisfy { picks[$0] == (picks[$0 - 1] + 1) % 4 }, "\(picks)")
  }

  @Test("round-robin starts anywhere, so that clients that start together do not call together")
  func roundRobinStart() {
    let starts = (0..<100).map { seed -> Int in
      var random = SeedableRandom(seed: UInt64(seed))
      var picker = RoundRobinPicker()
      picker.setCandidates(count: 4, random: &random)
      return picker.pick()
    }
    #expect(Set(starts) == [0, 1, 2, 3])
  }

  @Test("round-robin goes on when candidates come and go")
  func roundRobinChange() {
    var random = SeedableRandom(seed: 1)
    var picker = RoundRobinPicker()
    picker.setCandidates(count: 3, random: &random)
    for count in [1, 5, 2, 4] {
      picker.setCandidates(count: count, random: &random)
      #expect(Set((0..<count).map { _ in picker.pick() }) == Set(0..<count))
    }
  }

  // MARK: Weighted

  @Test("weighted picks follow the weights exactly, round after round", arguments: seeds)
  func weighted(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = WeightedPicker()
    let weights = [5, 1, 3, 1]
    picker.setCandidates(weights: weights, random: &random)
    var counts = [0, 0, 0, 0]
    for _ in 0..<10_000 { counts[picker.pick()] += 1 }
    for (count, weight) in zip(counts, weights) { #expect(abs(count - 1_000 * weight) <= 2, "\(counts)") }
  }

  @Test("weighted picks are spread: a heavy candidate gets no runs that its weight does not ask for", arguments: seeds)
  func weightedSpread(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = WeightedPicker()
    picker.setCandidates(weights: [5, 1, 1, 1, 1, 1], random: &random)
    let picks = (0..<1_000).map { _ in picker.pick() }
    // Half of the calls: never more than two together, nor two others between.
    for start in 0..<996 {
      let heavy = picks[start..<start + 4].count { $0 == 0 }
      #expect((1...3).contains(heavy), "\(picks[start..<start + 4])")
    }
  }

  @Test("weighted picks go on unchanged when due times are moved back")
  func weightedMovedBack() {
    func picks(dueMax: Int64) -> [Int] {
      var random = SeedableRandom(seed: 9)
      var picker = WeightedPicker(dueMax: dueMax)
      picker.setCandidates(weights: [3, 2, 7], random: &random)
      return (0..<1_000).map { _ in picker.pick() }
    }
    #expect(picks(dueMax: 1 << 31) == picks(dueMax: 1 << 62))
  }

  @Test("a weight of 1000 beside a weight of 1 gets its share")
  func weightedExtremes() {
    var random = SeedableRandom(seed: 1)
    var picker = WeightedPicker()
    picker.setCandidates(weights: [1_000, 1], random: &random)
    let light = (0..<100_100).count { _ in picker.pick() == 1 }
    #expect((99...101).contains(light))
  }

  // MARK: Least request

  /// Chi-square of the counts against equal shares.
  private func chiSquare(_ counts: [Int], _ shares: [Double]) -> Double {
    let total = Double(counts.reduce(0, +))
    let sum = shares.reduce(0, +)
    return zip(counts, shares).reduce(0) { result, pair in
      let expected = total * pair.1 / sum
      return result + (Double(pair.0) - expected) * (Double(pair.0) - expected) / expected
    }
  }

  @Test("least-request spreads calls over idle members evenly", arguments: seeds)
  func leastRequestIdle(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = LeastRequestPicker()
    picker.setCandidates(weights: Array(repeating: 1, count: 10))
    var counts = Array(repeating: 0, count: 10)
    let idle = Array(repeating: 0, count: 10)
    for _ in 0..<10_000 { counts[picker.pick(slots: Array(0..<10), callsInFlight: idle, random: &random)] += 1 }
    // 99.9 % of fair pickers stay below 27.9 (9 degrees of freedom).
    #expect(chiSquare(counts, Array(repeating: 1, count: 10)) < 27.9, "\(counts)")
  }

  @Test("least-request spreads calls over idle members by their weights", arguments: seeds)
  func leastRequestWeights(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = LeastRequestPicker()
    let weights = [1, 2, 3, 4]
    picker.setCandidates(weights: weights)
    var counts = [0, 0, 0, 0]
    for _ in 0..<10_000 {
      counts[picker.pick(slots: [0, 1, 2, 3], callsInFlight: [0, 0, 0, 0], random: &random)] += 1
    }
    // 99.9 % of fair pickers stay below 16.3 (3 degrees of freedom).
    #expect(chiSquare(counts, weights.map(Double.init)) < 16.3, "\(counts)")
  }

  @Test("of two members, least-request takes the one with fewer calls for its weight")
  func leastRequestOfTwo() {
    var random = SeedableRandom(seed: 1)
    var picker = LeastRequestPicker()
    picker.setCandidates(weights: [1, 1])
    for _ in 0..<50 {
      #expect(picker.pick(slots: [4, 7], callsInFlight: [0, 0, 0, 0, 3, 0, 0, 2], random: &random) == 1)
    }
    picker.setCandidates(weights: [1, 4])
    for _ in 0..<50 { #expect(picker.pick(slots: [0, 1], callsInFlight: [1, 3], random: &random) == 1) }
    for _ in 0..<50 { #expect(picker.pick(slots: [0, 1], callsInFlight: [1, 5], random: &random) == 0) }
  }

  @Test("least-request never compares a member with itself: the most loaded of all is never picked", arguments: seeds)
  func leastRequestDistinct(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = LeastRequestPicker()
    for weights in [[1, 1, 1], [1, 5, 2], [1_000, 1, 1]] {
      picker.setCandidates(weights: weights)
      let picks = Set(
        (0..<3_000).map { _ in picker.pick(slots: [0, 1, 2], callsInFlight: [10_000_000, 0, 0], random: &random) }
      )
      #expect(picks == [1, 2])
    }
  }

  @Test("least-request sends a member that is ten times slower a small share", arguments: seeds)
  func leastRequestSlowMember(seed: UInt64) {
    var random = SeedableRandom(seed: seed)
    var picker = LeastRequestPicker()
    picker.setCandidates(weights: [1, 1, 1, 1])
    var inFlight = [0, 0, 0, 0]
    var counts = [0, 0, 0, 0]
    // Calls end so many steps after they began: member 0 takes ten times as long.
    var ends: [[Int]] = Array(repeating: [], count: 200_100)
    for step in 0..<20_000 {
      for slot in ends[step] { inFlight[slot] -= 1 }
      let slot = picker.pick(slots: [0, 1, 2, 3], callsInFlight: inFlight, random: &random)
      inFlight[slot] += 1
      counts[slot] += 1
      ends[step + (slot == 0 ? 100 : 10)].append(slot)
    }
    #expect(counts[0] * 8 < counts[1] + counts[2] + counts[3], "\(counts)")
  }

  // MARK: Pick first

  @Test("pick-first takes the first that works, sticks to it, and moves on when it fails")
  func first() {
    var picker = FirstPicker()
    typealias Choice = FirstPicker.Choice
    #expect(picker.choose([(1, .idle), (2, .idle)]) == Choice(connects: 1))
    #expect(picker.choose([(1, .pending), (2, .idle)]) == Choice(), "one connection at a time")
    #expect(picker.choose([(1, .unusable), (2, .idle)]) == Choice(connects: 2))
    #expect(picker.choose([(1, .unusable), (2, .usable)]) == Choice(chosen: 2))
    #expect(
      picker.choose([(1, .usable), (2, .usable)]) == Choice(chosen: 2),
      "the first is back, but the second works"
    )
    #expect(picker.choose([(1, .usable), (2, .unusable)]) == Choice(chosen: 1))
    #expect(picker.choose([(1, .unusable), (2, .unusable)]) == Choice())
    #expect(picker.choose([]) == Choice())
  }
}
