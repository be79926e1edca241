import ArgumentParser
import ClientKit
import LoadStatistics

/// When a run has failed.
struct JudgingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The run has failed when this holds: \"p99 > 5ms\", \"errors > 0.1%\", \"GetRecord: p99.9 > 20ms\".",
      discussion: """
        Also max, mean, rate, "service p99" (from when a call was sent), "lag p99" (how late this program sent). \
        May be given several times.
        """,
      valueName: "condition"
    )
  )
  var failIf: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The run has failed when less than this part of the calls that were due was made (default 0.95).",
      valueName: "share"
    )
  )
  var leastShare: Double?

  /// Part of the calls that must be made when nothing else is said.
  static let leastShareDefault = 0.95

  mutating func validate() throws {
    if let leastShare, !(0...1).contains(leastShare) {
      throw ValidationError("--least-share is a number from 0 to 1.")
    }
  }

  /// The conditions, with those of a scenario.
  ///
  /// - Throws: ``CommandFailure`` for one that makes no sense.
  func thresholds(besides conditions: [String] = []) throws(CommandFailure) -> [LoadThreshold] {
    var thresholds: [LoadThreshold] = []
    for text in conditions + failIf {
      do throws(ThresholdError) {
        thresholds.append(try LoadThreshold(text))
      } catch {
        throw CommandFailure(.usage, "--fail-if \"\(text)\": \(error)")
      }
    }
    return thresholds
  }
}
