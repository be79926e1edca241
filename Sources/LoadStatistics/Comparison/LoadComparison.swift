/// Whether a run differs from an earlier one, and how certain that is.
///
/// The intervals of confidence are of 95 %, by resampling whole intervals of each run (percentile bootstrap). The first
/// and the last interval of a run count like any other. With few intervals, or for a high percentile of few calls, they
/// are narrower than they should be.
package struct LoadComparison: Sendable, Hashable {
  /// Least resamples that give an interval worth the name.
  package static let resampleCountMin = 1_000
  /// Most resamples; more tell nothing further.
  package static let resampleCountMax = 100_000
  /// Fewest intervals of a run that are resampled.
  static let intervalCountMin = 5

  /// The first run's title.
  package let beforeTitle: String
  /// The second run's title.
  package let afterTitle: String
  /// How often intervals were drawn.
  package let resampleCount: Int
  /// What the random numbers began with.
  package let seed: UInt64
  /// All calls together, then each method that both runs have; not the only one, which is all calls.
  package let groups: [LoadComparedGroup]
  /// Methods that only one of the runs has.
  package let unmatchedMethods: [String]

  /// Compares two runs.
  ///
  /// - Parameters:
  ///   - before: The run to compare with.
  ///   - after: The run in question.
  ///   - resampleCount: How often intervals are drawn, from 1,000 to 100,000; what is outside is brought inside.
  ///   - seed: What the random numbers begin with: the same runs and seed give the same comparison.
  package init(before: LoadRunResult, after: LoadRunResult, resampleCount: Int = 1_000, seed: UInt64 = 1) {
    beforeTitle = before.description.title
    afterTitle = after.description.title
    self.resampleCount = min(max(resampleCount, Self.resampleCountMin), Self.resampleCountMax)
    self.seed = seed
    let names = [Set(before.methods.map(\.name)), Set(after.methods.map(\.name))]
    unmatchedMethods = names[0].symmetricDifference(names[1]).sorted()
    var groups: [LoadComparedGroup] = []
    let common = names[0] == names[1] && names[0].count == 1 ? [] : names[0].intersection(names[1]).sorted()
    for method in [nil] + common.map(Optional.some) {
      let measures = Self.measures(
        LoadSample(before, method: method),
        LoadSample(after, method: method),
        resampleCount: self.resampleCount,
        seed: seed
      )
      groups.append(LoadComparedGroup(method: method, measures: measures))
    }
    self.groups = groups
  }

  private static func measures(
    _ before: LoadSample,
    _ after: LoadSample,
    resampleCount: Int,
    seed: UInt64
  ) -> [LoadComparedMeasure] {
    guard let beforeWhole = before.measures, let afterWhole = after.measures else { return [] }
    let draws = draws(before, after, resampleCount: resampleCount, seed: seed)
    return LoadMeasure.allCases.enumerated().map { index, measure in
      LoadComparedMeasure(
        measure: measure,
        before: beforeWhole[index],
        after: afterWhole[index],
        ratioInterval: interval(draws.map { $0.after[index] / $0.before[index] }),
        differenceInterval: interval(draws.map { $0.after[index] - $0.before[index] })
      )
    }
  }

  private static func draws(
    _ before: LoadSample,
    _ after: LoadSample,
    resampleCount: Int,
    seed: UInt64
  ) -> [(before: [Double], after: [Double])] {
    guard var left = before.resampler, var right = after.resampler else { return [] }
    var generator = ResamplingGenerator(seed: seed)
    return (0..<resampleCount).compactMap { _ in
      guard let before = left.draw(&generator), let after = right.draw(&generator) else { return nil }
      return (before: before, after: after)
    }
  }

  /// What 95 % of the values lie within; nil when there are none, or some are no numbers.
  private static func interval(_ values: [Double]) -> ClosedRange<Double>? {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    let sorted = values.sorted()
    let least = Int(0.025 * Double(sorted.count - 1))
    return sorted[least]...sorted[sorted.count - 1 - least]
  }
}
