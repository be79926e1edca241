import DomainPrimitives

/// Something that an inspection found, and what became of it.
struct InspectionFinding: Hashable, Sendable {
  let id: String
  let inspectionID: String
  let severity: FindingSeverity
  let description: String
  /// Day by which it is to be mended; nil only for a minor finding.
  let followUpDueOn: CivilDate?
  /// Day on which it was seen to be mended; nil while it is open.
  let followedUpOn: CivilDate?
  /// What was done; empty when nobody wrote it.
  let followUp: String
}

extension InspectionFinding {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    inspectionID: String,
    severity: Int,
    description: String,
    followUpDueOn: String,
    followedUpOn: String,
    followUp: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "finding_id")
    rules.identifier(inspectionID, "inspection_id")
    let severity = rules.choice(severity, "severity", of: FindingSeverity.self)
    rules.text(description, "description", charactersMax: 1000)
    let due = rules.optionalDate(followUpDueOn, "follow_up_due_on")
    if let severity, severity != .minor, followUpDueOn.isEmpty {
      rules.refuse(
        "follow_up_due_on",
        "missing",
        "follow_up_due_on is empty; a \(severity) finding is to be mended by a day, write it as YYYY-MM-DD"
      )
    }
    let followed = rules.optionalDate(followedUpOn, "followed_up_on")
    rules.optionalText(followUp, "follow_up", charactersMax: 1000)
    guard rules.isClean, let severity else { return nil }
    self.init(
      id: id,
      inspectionID: inspectionID,
      severity: severity,
      description: description,
      followUpDueOn: due,
      followedUpOn: followed,
      followUp: followUp
    )
  }
}
