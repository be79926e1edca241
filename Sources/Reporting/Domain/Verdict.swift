/// What was decided about one record for one figure: counted, or left out for a reason; and the facts that decided.
struct Verdict: Hashable, Sendable {
  /// Nil when the record is counted.
  let reason: Reason?
  let evidence: Evidence

  /// Whether the record is in the figure.
  var isCounted: Bool { reason == nil }

  /// In the figure.
  static func counted(_ evidence: Evidence) -> Verdict {
    Verdict(reason: nil, evidence: evidence)
  }

  /// Not in the figure.
  static func leftOut(_ reason: Reason, _ evidence: Evidence) -> Verdict {
    Verdict(reason: reason, evidence: evidence)
  }
}
