internal import Glibc
internal import RPC

/// When the calls of one worker are due. Nothing that happens to the calls changes it: that is what makes a load open.
package struct ArrivalSchedule: Sendable {
  private let profile: RateProfile
  private let isPoisson: Bool
  private let workerCount: Double
  /// The next call's place in the row of all workers' calls.
  private var position: Double
  private var random: SeedableRandom

  /// - Parameters:
  ///   - isPoisson: Whether calls arrive by chance, as from many callers who do not know of each other, and not evenly.
  ///   - worker: Which worker this is, from 0. Even arrivals are dealt to workers in turn; arrivals by chance are drawn
  ///     by each worker at its part of the rate, since Poisson processes add up to one.
  package init(
    profile: RateProfile,
    isPoisson: Bool = false,
    worker: Int = 0,
    workerCount: Int = 1,
    seed: UInt64 = 0
  ) {
    self.profile = profile
    self.isPoisson = isPoisson
    self.workerCount = Double(workerCount)
    random = SeedableRandom(seed: seed &+ UInt64(worker) &* 0x9E37_79B9)
    position = Double(worker)
    if isPoisson { position = gap() }
  }

  /// When the next call is due, in nanoseconds since the load began; nil when no more will be.
  package mutating func next() -> Int64? {
    guard let seconds = profile.seconds(untilCallCount: position) else { return nil }
    position += isPoisson ? gap() : workerCount
    return seconds < ArrivalSchedule.secondsMax ? Int64(seconds * 1e9) : nil
  }

  /// The exponentially distributed distance to the next arrival, by the inverse of its distribution.
  private mutating func gap() -> Double { -log(1 - random.fraction()) * workerCount }

  /// Later is never: a century in nanoseconds would still fit.
  private static let secondsMax = 3.0e9
}
