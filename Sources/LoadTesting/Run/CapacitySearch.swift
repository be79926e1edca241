import ClientKit
import LoadEngine
import LoadStatistics

/// Searches the highest rate at which a load passes.
struct CapacitySearch: Sendable {
  let job: LoadJob
  let maker: LoadMaker
  let options: CapacityOptions

  /// Where the search begins when nothing else is said, in calls per second.
  private static let firstRateDefault = 100.0
  /// A rate that passes is not tried twice, and a search ends: doubling 100 to 10 million and halving to a half percent
  /// take 25 attempts.
  private static let attemptCountMax = 40

  /// The result of the load at the highest rate that passed.
  ///
  /// - Throws: ``CommandFailure`` when the target cannot be reached, or not even the lowest rate passes.
  func run() async throws -> LoadRunResult {
    var rate = min(firstRate, options.rateMax)
    var best: (rate: Double, result: LoadRunResult)?
    var failed: (rate: Double, result: LoadRunResult)?
    for _ in 0..<Self.attemptCountMax {
      let result = try await attempt(rate)
      if Task.isCancelled { return best?.result ?? result }
      if result.passed { best = (rate, result) } else { failed = (rate, result) }
      guard let next = nextRate(best: best?.rate, failed: failed?.rate) else { break }
      rate = next
    }
    guard let best else {
      if let failed { try maker.session.output.write(failed.result.text) }
      throw CommandFailure(
        .failure,
        "not even \(Self.text(rate)) calls a second pass: begin lower (--arrival \"constant …/s\"), or ask for less"
      )
    }
    let above = failed.map { ", \(Self.text($0.rate)) fail" } ?? ", and no more was tried (--rate-max)"
    try maker.session.note("Capacity: \(Self.text(best.rate)) calls a second pass\(above).")
    return best.result
  }

  private func attempt(_ rate: Double) async throws -> LoadRunResult {
    var job = job
    job.pace.arrivalText = (isPoisson ? "poisson" : "constant") + " \(Self.text(rate))/s"
    job.pace.arrival = .scheduled(.constant(perSecond: rate), isPoisson: isPoisson)
    let result = try await maker.run(job)
    let why = result.verdicts.filter { !$0.passed }.map { "\($0.text): \($0.measured)" }
    let share = result.isShareAchieved == false ? ["\(Self.text(result.achievedRate))/s achieved"] : []
    let verdict = result.passed ? "passes" : "fails (\((why + share).joined(separator: "; ")))"
    let p99 = DecimalText.time(nanoseconds: Double(result.latency.nanoseconds(atPercentile: 99)))
    try maker.session.note("  \(Self.text(rate))/s \(verdict), p99 \(p99)")
    return result
  }

  /// What to try next: twice as much while nothing has failed, half while nothing has passed, else the middle; nil when
  /// the gap is small enough.
  private func nextRate(best: Double?, failed: Double?) -> Double? {
    switch (best, failed) {
    case (let best?, let failed?):
      return failed - best <= best * options.precision || failed - best < 1 ? nil : ((best + failed) / 2).rounded()
    case (let best?, nil): return best >= options.rateMax ? nil : min(best * 2, options.rateMax)
    case (nil, let failed?): return failed <= 1 ? nil : max(1, (failed / 2).rounded())
    case (nil, nil): return nil
    }
  }

  private var isPoisson: Bool {
    if case .scheduled(_, true) = job.pace.arrival { true } else { false }
  }

  private var firstRate: Double {
    guard case .scheduled(let profile, _) = job.pace.arrival else { return Self.firstRateDefault }
    return max(1, profile.ratePerSecond(atSeconds: 0))
  }

  private static func text(_ rate: Double) -> String { String(Int(rate.rounded())) }
}
