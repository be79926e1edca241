/// How much work shares one transaction.
package struct GroupLimits: Sendable {
  /// Writes at most.
  let writesMax: Int
  /// No further write is taken in once the transaction has run this long.
  let durationMax: Duration

  /// Limits by number and time.
  package init(writesMax: Int, millisecondsMax: Int) {
    self.writesMax = max(1, writesMax)
    self.durationMax = .milliseconds(millisecondsMax)
  }
}
