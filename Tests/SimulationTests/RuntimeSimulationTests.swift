import Testing

/// The whole runtime under one seed's weather: real channels, connections, handlers and admission, joined in memory, on
/// a clock that is moved by hand and a scheduler that chance drives. What is held after every event, and at the end,
/// is said in `RuntimeSimulation`, `RuntimeCall`, `WireTap` and `SimulatedLinkPair`.
@Suite("Simulated runtime")
struct RuntimeSimulationTests {
  @Test(
    "10,000 seeds: every call ends once and truly, credit balances, limits hold, and nothing is left behind",
    arguments: Seeds.ranges(count: 10_000, of: 250)
  )
  func seeds(_ seeds: Range<UInt64>) async {
    for seed in seeds {
      await Task.yield()
      do {
        try CrashNote.during(seed) { try RuntimeSimulation(seed: seed).run() }
      } catch {
        Issue.record("OCOP_SIMULATION_SEED=\(seed): \(error)\n\(RuntimeSimulationTests.story(of: seed))")
        return
      }
    }
  }

  @Test("every situation that the simulation is there for is met again and again")
  func situations() async throws {
    var counts = SituationCounts()
    for seed: UInt64 in 0..<500 {
      await Task.yield()
      let simulation = RuntimeSimulation(seed: seed)
      try CrashNote.during(seed) { try simulation.run() }
      counts.add(simulation.counts)
    }
    for situation in SituationCounts.expected { #expect(counts.all[situation, default: 0] >= 5, "\(situation)") }
  }

  @Test("a seed brings the same run back, event for event")
  func repetition() throws {
    for seed: UInt64 in 0..<50 {
      let traces = try (0..<2).map { _ in
        let simulation = RuntimeSimulation(seed: seed)
        try CrashNote.during(seed) { try simulation.run() }
        return simulation.world.trace
      }
      #expect(traces[0].digest == traces[1].digest, "seed \(seed)")
      #expect(traces[0].eventCount > 20, "seed \(seed)")
    }
  }

  /// The last things that happened in a run that fails.
  private static func story(of seed: UInt64) -> String {
    let simulation = RuntimeSimulation(seed: seed, keepsLog: true)
    try? simulation.run()
    let log = simulation.world.trace.log ?? []
    return (log.prefix(1) + log.dropFirst().suffix(Seeds.single == nil ? 60 : 3000)).joined(separator: "\n")
  }
}
