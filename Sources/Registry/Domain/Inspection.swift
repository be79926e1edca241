import DomainPrimitives

/// An inspection (giám sát) of a producer by an office.
struct Inspection: Hashable, Sendable {
  let id: String
  let producerID: String
  /// The product that was looked at; nil = the producer as a whole.
  let productID: String?
  let inspectedOn: CivilDate
  let subject: InspectionSubject
  /// The office, no person's name.
  let inspectedBy: String
}

extension Inspection {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    producerID: String,
    productID: String,
    inspectedOn: String,
    subject: Int,
    inspectedBy: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "inspection_id")
    rules.identifier(producerID, "producer_id")
    rules.optionalIdentifier(productID, "product_id")
    let inspected = rules.date(inspectedOn, "inspected_on")
    let subject = rules.choice(subject, "subject", of: InspectionSubject.self)
    rules.text(inspectedBy, "inspected_by")
    guard rules.isClean, let inspected, let subject else { return nil }
    self.init(
      id: id,
      producerID: producerID,
      productID: productID.isEmpty ? nil : productID,
      inspectedOn: inspected,
      subject: subject,
      inspectedBy: inspectedBy
    )
  }
}
