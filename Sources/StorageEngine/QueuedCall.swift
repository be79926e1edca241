/// A `read` or `write` that waits for its thread.
package protocol QueuedCall<Transaction>: AnyObject, Sendable {
  associatedtype Transaction

  /// Called once, before the first run.
  ///
  /// - Returns: False when the caller has gone; it is answered then and must not be run.
  func start() -> Bool

  /// Runs the caller's closure and keeps what it returns or throws; may be called again.
  ///
  /// - Returns: Whether it returned.
  func run(in transaction: Transaction) -> Bool

  /// Makes the call end with an error, whatever the closure returned.
  func overrule(with error: any Error)

  /// Gives the caller what was kept.
  func answer()
}
