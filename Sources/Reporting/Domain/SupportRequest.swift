import DomainPrimitives

/// A producer's request for help (đề nghị hỗ trợ).
struct SupportRequest: Hashable, Sendable {
  let id: String
  let producerID: String
  /// "open_store", "packaging", …
  let kind: String
  let requestedOn: CivilDate
  let dueOn: CivilDate?
  let doneOn: CivilDate?
}
