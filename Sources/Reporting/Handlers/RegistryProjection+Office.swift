import DomainPrimitives
import Messages

/// What offices do and decide: targets, trainings, help, papers, rules, inspections, placements.
extension RegistryProjection {
  static func campaignTarget(
    _ target: RegistryV1.CampaignTarget,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "target \(target.targetID)")
    let value = CampaignTarget(
      id: target.targetID,
      phaseID: target.phaseID,
      unitCode: target.unitCode,
      indicatorNumber: target.indicator.rawValue,
      percent: target.targetPercent,
      source: target.source,
      decidedOn: try fields.optionalDay(target.decidedOn, "decided_on")
    )
    return IdentifiedFact(.campaignTarget, value.id, .campaignTarget(value))
  }

  static func training(
    _ training: RegistryV1.Training,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "training \(training.trainingID)")
    let value = Training(
      id: training.trainingID,
      topic: training.topic,
      heldOn: try fields.day(training.heldOn, "held_on"),
      unitCode: training.unitCode,
      attendedProducerIDs: training.attendedProducerIDs
    )
    return IdentifiedFact(.training, value.id, .training(value))
  }

  static func supportRequest(
    _ request: RegistryV1.SupportRequest,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "support request \(request.requestID)")
    let value = SupportRequest(
      id: request.requestID,
      producerID: request.producerID,
      kind: EnumWord.word(request.kind.name, after: "SUPPORT_KIND_"),
      requestedOn: try fields.day(request.requestedOn, "requested_on"),
      dueOn: try fields.optionalDay(request.dueOn, "due_on"),
      doneOn: try fields.optionalDay(request.doneOn, "done_on")
    )
    return IdentifiedFact(.supportRequest, value.id, .supportRequest(value))
  }

  static func productDocument(
    _ document: RegistryV1.ProductDocument,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "document \(document.documentID)")
    let value = ProductDocument(
      id: document.documentID,
      productID: document.productID,
      kind: EnumWord.word(document.kind.name, after: "DOCUMENT_KIND_"),
      issuedOn: try fields.day(document.issuedOn, "issued_on"),
      expiresOn: try fields.optionalDay(document.expiresOn, "expires_on"),
      withdrawnOn: try fields.optionalDay(document.withdrawnOn, "withdrawn_on")
    )
    return IdentifiedFact(.productDocument, value.id, .productDocument(value))
  }

  static func ruleSet(_ rules: RegistryV1.RuleSet, _ revision: UInt64) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "rule set \(rules.ruleSetID)")
    let rule = CertificateRule(
      inForceFrom: try fields.day(rules.inForceFrom, "in_force_from"),
      validityMonths: Int(rules.validityMonths),
      extensionDaysMax: Int(rules.extensionDaysMax)
    )
    return IdentifiedFact(.ruleSet, rules.ruleSetID, .ruleSet(RecordedRule(id: rules.ruleSetID, rule: rule)))
  }

  static func inspection(
    _ inspection: RegistryV1.Inspection,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "inspection \(inspection.inspectionID)")
    let value = Inspection(
      id: inspection.inspectionID,
      producerID: inspection.producerID,
      productID: fields.optionalText(inspection.productID),
      inspectedOn: try fields.day(inspection.inspectedOn, "inspected_on"),
      subject: EnumWord.word(inspection.subject.name, after: "INSPECTION_SUBJECT_")
    )
    return IdentifiedFact(.inspection, value.id, .inspection(value))
  }

  static func inspectionFinding(
    _ finding: RegistryV1.InspectionFinding,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "finding \(finding.findingID)")
    let value = InspectionFinding(
      id: finding.findingID,
      inspectionID: finding.inspectionID,
      severity: EnumWord.word(finding.severity.name, after: "FINDING_SEVERITY_"),
      followUpDueOn: try fields.optionalDay(finding.followUpDueOn, "follow_up_due_on"),
      followedUpOn: try fields.optionalDay(finding.followedUpOn, "followed_up_on")
    )
    return IdentifiedFact(.inspectionFinding, value.id, .inspectionFinding(value))
  }

  static func unitPlacement(
    _ placement: RegistryV1.UnitPlacement,
    _ revision: UInt64
  ) throws(FeedRecordError) -> IdentifiedFact {
    let fields = RecordFields(revision: revision, record: "placement \(placement.placementID)")
    let unit = UnitKey(
      code: placement.unitCode,
      validFrom: try fields.day(placement.unitValidFrom, "unit_valid_from")
    )
    let value = ProducerPlacement(id: placement.placementID, producerID: placement.producerID, unit: unit)
    return IdentifiedFact(.unitPlacement, value.id, .unitPlacement(value))
  }
}
