/// Where a command writes text.
package protocol TextOutput: Sendable {
  /// True when people read along: then there are progress bars and cut cells.
  var isTerminal: Bool { get }

  /// Writes text as it is, at once.
  ///
  /// - Throws: ``CommandFailure`` when nobody can read it any more, or the disk is full.
  func write(_ text: String) throws
}
