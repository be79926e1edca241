/// What a verification found of one log, or of one follower.
struct VerificationFinding: Hashable, Sendable {
  enum Result: String, Hashable, Sendable {
    /// Every event was recomputed, or the two digests are the same.
    case proved
    /// Nothing is wrong, and nothing is proved: there is nothing yet, or that part of the log was compacted.
    case unproved
    case wrong
    case unreachable
  }

  /// "registry's change log", "reporting's copy of listing".
  var subject: String
  var result: Result
  /// How far it was looked at.
  var revision: UInt64
  /// For people.
  var detail: String
}
