import DomainPrimitives

/// The days that a certificate's rule sets set for it: how long it lasts, when its re-evaluation is due, and how long
/// it may be extended.
struct RecognitionTerms: Hashable, Sendable {
  /// The last day on which it is valid, if it is not revoked: by the decision in force on the day of issue.
  let lastValidDay: CivilDate
  /// First day on which a dossier for its re-evaluation is taken: by the decision in force on the last valid day.
  let reEvaluationOpensOn: CivilDate
  /// Last day on which such a dossier is in time. A later one is a fact all the same, until the last valid day.
  let reEvaluationClosesOn: CivilDate
  /// Last day to which an open re-evaluation can extend it; nil where the decision in force on the last valid day knows
  /// no extension.
  let extensionUntilMax: CivilDate?

  /// - Parameters:
  ///   - issuedOn: Day of issue.
  ///   - ruleSets: All decisions.
  init(issuedOn: CivilDate, ruleSets: RuleSets) {
    lastValidDay = ruleSets.lastValidDay(issuedOn: issuedOn)
    // Before the first decision nothing can have been issued; the first one's terms then stand in.
    let ruleSet = ruleSets.inForce(on: lastValidDay) ?? ruleSets.all.first
    reEvaluationOpensOn = lastValidDay.adding(days: -(ruleSet?.reEvaluationOpensDaysBefore ?? 0))
    reEvaluationClosesOn = lastValidDay.adding(days: -(ruleSet?.reEvaluationClosesDaysBefore ?? 0))
    let days = ruleSet?.extensionDaysMax ?? 0
    extensionUntilMax = days > 0 ? lastValidDay.adding(days: days) : nil
  }
}
