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
}

extension SupportRequest {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    kind: Int,
    requestedOn: String,
    dueOn: String,
    doneOn: String,
    outcome: String,
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
    guard rules.isClean, let kind, let requested else { return nil }
    self.init(
      id: id,
      producerID: producerID,
      kind: kind,
      requestedOn: requested,
      dueOn: due,
      doneOn: done,
      outcome: outcome
    )
  }
}
