import ClientKit

/// When to try a call again, and when to give up. A pure value: whoever uses it tells it the time.
struct RetrySchedule: Sendable {
  /// Wait before the second attempt.
  static let firstDelay: Duration = .milliseconds(100)
  /// Longest wait between two attempts.
  static let delayMax: Duration = .seconds(3)
  /// Most attempts, whatever the time.
  static let attemptsMax = 30

  /// Time for all attempts together.
  let budget: Duration
  private var attempts = 1

  init(budget: Duration) {
    self.budget = budget
  }

  /// How long to wait before the next attempt; nil when there is to be none.
  ///
  /// The wait doubles from attempt to attempt and is then shortened by up to a fifth, so that clients that failed
  /// together do not come back together.
  ///
  /// - Parameters:
  ///   - elapsed: Time since the first attempt began.
  ///   - askedFor: Wait that the server asked for.
  ///   - jitter: A random number from 0 to 1.
  mutating func nextDelay(elapsed: Duration, askedFor: Duration?, jitter: Double) -> Duration? {
    guard attempts < Self.attemptsMax else { return nil }
    let doubled = Self.firstDelay * (1 << min(attempts - 1, 10))
    let delay = max(min(doubled, Self.delayMax) * (1 - 0.2 * jitter), askedFor ?? .zero)
    guard elapsed + delay < budget else { return nil }
    attempts += 1
    return delay
  }

  /// Time one attempt may take: half of all the time, so that a peer that went silent leaves time for another try; the
  /// rest of it once less than that is left.
  func attemptTimeout(elapsed: Duration) -> Duration {
    min(budget - elapsed, max(budget / 2, .seconds(5)))
  }
}
