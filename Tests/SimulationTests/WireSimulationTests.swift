import Testing

/// Goal: two correct connection state machines understand each other whatever the network and their users do.
/// Method: seeds choose limits, operations and delays; an account kept from the bytes on the wire alone judges both.
@Suite("Simulated connections")
struct WireSimulationTests {
  @Test(
    "10,000 seeds: no violation, every message once and whole, no credit lost, no stream stuck, no limit passed",
    arguments: Seeds.ranges(count: 10_000, of: 250)
  )
  func seeds(_ seeds: Range<UInt64>) async {
    for seed in seeds {
      // Tests run side by side on as many threads as there are cores: the others get their turn.
      await Task.yield()
      let simulation = WireSimulation(seed: seed)
      do {
        try simulation.run()
      } catch {
        Issue.record("OCOP_SIMULATION_SEED=\(seed): \(error)\n\(WireSimulationTests.story(of: seed))")
        return
      }
    }
  }

  @Test("every situation that the simulation is there for is met again and again")
  func situations() async throws {
    var counts = [Int](repeating: 0, count: WireSituation.allCases.count)
    for seed: UInt64 in 0..<400 {
      await Task.yield()
      let simulation = WireSimulation(seed: seed)
      try simulation.run()
      for situation in WireSituation.allCases {
        counts[situation.rawValue] += simulation.oracle.situationCounts[situation.rawValue]
      }
    }
    for situation in WireSituation.allCases {
      #expect(counts[situation.rawValue] >= 10, "\(situation)")
    }
  }

  @Test("a seed brings the same run back, frame for frame")
  func repetition() throws {
    for seed: UInt64 in 0..<20 {
      let logs = try (0..<2).map { _ in
        let simulation = WireSimulation(seed: seed, keepsLog: true)
        try simulation.run()
        return simulation.log
      }
      #expect(logs[0] == logs[1], "seed \(seed)")
    }
  }

  /// The last things that happened in a run that fails.
  private static func story(of seed: UInt64) -> String {
    let simulation = WireSimulation(seed: seed, keepsLog: true)
    try? simulation.run()
    let log = simulation.log ?? []
    return (log.prefix(1) + log.dropFirst().suffix(Seeds.single == nil ? 30 : 1000)).joined(separator: "\n")
  }
}
