import DomainPrimitives
import Messages

extension RegistryV1.Inspection {
  /// The domain's inspection, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> Inspection? {
    Inspection(
      id: inspectionID,
      producerID: producerID,
      productID: productID,
      inspectedOn: inspectedOn,
      subject: Int(subject.rawValue),
      inspectedBy: inspectedBy,
      rules: &rules
    )
  }

  /// The message of an inspection.
  init(_ inspection: Inspection) {
    self.init()
    inspectionID = inspection.id
    producerID = inspection.producerID
    productID = inspection.productID ?? ""
    inspectedOn = inspection.inspectedOn.description
    subject = RegistryV1.InspectionSubject(rawValue: Int32(inspection.subject.rawValue))
    inspectedBy = inspection.inspectedBy
  }
}

extension RegistryV1.InspectionFinding {
  /// The domain's finding, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> InspectionFinding? {
    InspectionFinding(
      id: findingID,
      inspectionID: inspectionID,
      severity: Int(severity.rawValue),
      description: description,
      followUpDueOn: followUpDueOn,
      followedUpOn: followedUpOn,
      followUp: followUp,
      rules: &rules
    )
  }

  /// The message of a finding.
  init(_ finding: InspectionFinding) {
    self.init()
    findingID = finding.id
    inspectionID = finding.inspectionID
    severity = RegistryV1.FindingSeverity(rawValue: Int32(finding.severity.rawValue))
    description = finding.description
    followUpDueOn = finding.followUpDueOn?.description ?? ""
    followedUpOn = finding.followedUpOn?.description ?? ""
    followUp = finding.followUp
  }
}
