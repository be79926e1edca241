import DomainPrimitives

/// A producer's request for help (đề nghị hỗ trợ).
struct SupportRequest: Hashable, Sendable {
  let id: String
  let producerID: String
  let kind: SupportKind
  let requestedOn: CivilDate
  let dueOn: CivilDate?
  /// Day it was done; nil while open.
  let doneOn: CivilDate?
  let outcome: String
  /// Office or post that it was given to; empty while nobody has it.
  let assignee: String
  /// Day it was given to the assignee; nil while nobody has it.
  let assignedOn: CivilDate?
}

extension SupportRequest {
  /// Checks the fields by themselves; nil when one was refused. Requested, assigned and done follow one another; that
  /// a request was assigned is no condition of its being done.
  init?(
    id: String,
    producerID: String,
    kind: Int,
    requestedOn: String,
    dueOn: String,
    doneOn: String,
    outcome: String,
    assignee: String,
    assignedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "request_id")
    rules.identifier(producerID, "producer_id")
    let kind = rules.choice(kind, "kind", of: SupportKind.self)
    let requested = rules.date(requestedOn, "requested_on")
    let due = rules.optionalDate(dueOn, "due_on")
    let done = rules.optionalDate(doneOn, "done_on")
    rules.order(requested, "requested_on", due, "due_on")
    rules.order(requested, "requested_on", done, "done_on")
    rules.optionalText(outcome, "outcome", charactersMax: 1000)
    rules.optionalText(assignee, "assignee")
    let assigned = rules.optionalDate(assignedOn, "assigned_on")
    rules.order(requested, "requested_on", assigned, "assigned_on")
    rules.order(assigned, "assigned_on", done, "done_on")
    switch (assignee.isEmpty, assignedOn.isEmpty) {
    case (true, false):
      rules.refuse("assignee", "missing", "assigned_on is set but assignee is empty; name the office or post")
    case (false, true):
      rules.refuse("assigned_on", "missing", "assignee is set but assigned_on is empty; write the day as YYYY-MM-DD")
    default: break
    }
    guard rules.isClean, let kind, let requested else { return nil }
    self.init(
      id: id,
      producerID: producerID,
      kind: kind,
      requestedOn: requested,
      dueOn: due,
      doneOn: done,
      outcome: outcome,
      assignee: assignee,
      assignedOn: assigned
    )
  }
}
