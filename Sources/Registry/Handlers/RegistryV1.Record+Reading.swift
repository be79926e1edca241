import DomainPrimitives
import Messages

extension RegistryV1.Record {
  /// What this message says it is: kind and identifier, as written, even when the rest is refused. Nil when it holds
  /// no record.
  var reference: (kind: RecordKind, id: String)? {
    switch record {
    case nil: nil
    case .administrativeUnit(let unit): (.administrativeUnit, "\(unit.code)@\(unit.validFrom)")
    case .unitSuccession(let edge):
      (.unitSuccession, "\(edge.fromCode)@\(edge.fromValidFrom)>\(edge.toCode)@\(edge.toValidFrom)")
    case .producer(let producer): (.producer, producer.producerID)
    case .product(let product): (.product, product.productID)
    case .recognition(let recognition): (.recognition, recognition.recognitionID)
    case .campaignPhase(let phase): (.campaignPhase, phase.phaseID)
    case .campaignTarget(let target): (.campaignTarget, target.targetID)
    case .training(let training): (.training, training.trainingID)
    case .supportRequest(let request): (.supportRequest, request.requestID)
    case .publishedClaim(let claim): (.publishedClaim, claim.claimID)
    case .productDocument(let document): (.productDocument, document.documentID)
    case .ruleSet(let ruleSet): (.ruleSet, ruleSet.ruleSetID)
    case .inspection(let inspection): (.inspection, inspection.inspectionID)
    case .inspectionFinding(let finding): (.inspectionFinding, finding.findingID)
    case .unitPlacement(let placement): (.unitPlacement, placement.placementID)
    }
  }

  /// The domain's record, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> RegistryRecord? {
    switch record {
    case nil:
      rules.refuse("record", "missing", "the record is empty; set one of its kinds")
      return nil
    case .administrativeUnit(let unit): return unit.read(rules: &rules).map(RegistryRecord.administrativeUnit)
    case .unitSuccession(let edge): return edge.read(rules: &rules).map(RegistryRecord.unitSuccession)
    case .producer(let producer): return producer.read(rules: &rules).map(RegistryRecord.producer)
    case .product(let product): return product.read(rules: &rules).map(RegistryRecord.product)
    case .recognition(let recognition): return recognition.read(rules: &rules).map(RegistryRecord.recognition)
    case .campaignPhase(let phase): return phase.read(rules: &rules).map(RegistryRecord.campaignPhase)
    case .campaignTarget(let target): return target.read(rules: &rules).map(RegistryRecord.campaignTarget)
    case .training(let training): return training.read(rules: &rules).map(RegistryRecord.training)
    case .supportRequest(let request): return request.read(rules: &rules).map(RegistryRecord.supportRequest)
    case .publishedClaim(let claim): return claim.read(rules: &rules).map(RegistryRecord.publishedClaim)
    case .productDocument(let document): return document.read(rules: &rules).map(RegistryRecord.productDocument)
    case .ruleSet(let ruleSet): return ruleSet.read(rules: &rules).map(RegistryRecord.ruleSet)
    case .inspection(let inspection): return inspection.read(rules: &rules).map(RegistryRecord.inspection)
    case .inspectionFinding(let finding): return finding.read(rules: &rules).map(RegistryRecord.inspectionFinding)
    case .unitPlacement(let placement): return placement.read(rules: &rules).map(RegistryRecord.unitPlacement)
    }
  }
}

extension RegistryV1.AdministrativeUnit {
  fileprivate func read(rules: inout RuleChecker) -> AdministrativeUnit? {
    UnitRules.unit(
      code: code,
      name: name,
      kind: Int(kind.rawValue),
      parentCode: parentCode,
      validFrom: validFrom,
      validTo: validTo,
      rules: &rules
    )
  }
}

extension RegistryV1.UnitSuccession {
  fileprivate func read(rules: inout RuleChecker) -> UnitSuccessionRecord? {
    UnitSuccessionRecord(
      from: (fromCode, fromValidFrom),
      to: (toCode, toValidFrom),
      change: Int(change.rawValue),
      legalBasis: legalBasis,
      rules: &rules
    )
  }
}

extension RegistryV1.Producer {
  fileprivate func read(rules: inout RuleChecker) -> Producer? {
    Producer(
      id: producerID,
      name: name,
      type: Int(type.rawValue),
      unitCode: unitCode,
      registeredOn: registeredOn,
      endedOn: endedOn,
      registrationNumber: registrationNumber,
      mergedIntoProducerID: mergedIntoProducerID,
      rules: &rules
    )
  }
}

extension RegistryV1.Product {
  fileprivate func read(rules: inout RuleChecker) -> Product? {
    Product(
      id: productID,
      producerID: producerID,
      name: name,
      group: Int(group.rawValue),
      unitOfSale: unitOfSale,
      seasonWindows: seasonWindows.map { (Int($0.firstMonth), Int($0.lastMonth)) },
      seasonExceptions: seasonExceptions.map { ($0.firstMonth, $0.lastMonth, $0.inSeason) },
      gtin: gtin,
      rules: &rules
    )
  }
}

extension RegistryV1.Recognition {
  fileprivate func read(rules: inout RuleChecker) -> Recognition? {
    Recognition(
      id: recognitionID,
      productID: productID,
      stars: Int(stars),
      points: Int(points),
      issuedOn: issuedOn,
      decisionNumber: decisionNumber,
      revokedOn: revokedOn,
      revocationGround: Int(revocationGround.rawValue),
      authority: Int(authority.rawValue),
      group: Int(group.rawValue),
      reEvaluationFiledOn: reEvaluationFiledOn,
      reEvaluationDecidedOn: reEvaluationDecidedOn,
      rules: &rules
    )
  }
}

extension RegistryV1.CampaignPhase {
  fileprivate func read(rules: inout RuleChecker) -> CampaignPhase? {
    CampaignPhase(
      id: phaseID,
      name: name,
      startsOn: startsOn,
      endsBefore: endsBefore,
      unitCodes: unitCodes,
      rules: &rules
    )
  }
}

extension RegistryV1.CampaignTarget {
  fileprivate func read(rules: inout RuleChecker) -> CampaignTarget? {
    CampaignTarget(
      id: targetID,
      phaseID: phaseID,
      unitCode: unitCode,
      indicator: Int(indicator.rawValue),
      percent: Int(targetPercent),
      source: source,
      decidedOn: decidedOn,
      rules: &rules
    )
  }
}

extension RegistryV1.Training {
  fileprivate func read(rules: inout RuleChecker) -> Training? {
    Training(
      id: trainingID,
      topic: topic,
      heldOn: heldOn,
      unitCode: unitCode,
      partner: partner,
      attended: attendedProducerIDs,
      rules: &rules
    )
  }
}

extension RegistryV1.SupportRequest {
  fileprivate func read(rules: inout RuleChecker) -> SupportRequest? {
    SupportRequest(
      id: requestID,
      producerID: producerID,
      kind: Int(kind.rawValue),
      requestedOn: requestedOn,
      dueOn: dueOn,
      doneOn: doneOn,
      outcome: outcome,
      assignee: assignee,
      assignedOn: assignedOn,
      rules: &rules
    )
  }
}

extension RegistryV1.PublishedClaim {
  fileprivate func read(rules: inout RuleChecker) -> PublishedClaim? {
    PublishedClaim(
      id: claimID,
      indicator: Int(indicator.rawValue),
      phaseID: phaseID,
      wording: wording,
      value: value,
      asOf: asOf,
      source: source,
      rules: &rules
    )
  }
}

extension RegistryV1.ProductDocument {
  fileprivate func read(rules: inout RuleChecker) -> ProductDocument? {
    ProductDocument(
      id: documentID,
      productID: productID,
      kind: Int(kind.rawValue),
      issuedOn: issuedOn,
      expiresOn: expiresOn,
      withdrawnOn: withdrawnOn,
      reference: reference,
      rules: &rules
    )
  }
}

extension RegistryV1.UnitPlacement {
  fileprivate func read(rules: inout RuleChecker) -> UnitPlacementRecord? {
    UnitPlacementRecord(
      id: placementID,
      producerID: producerID,
      unitCode: unitCode,
      unitValidFrom: unitValidFrom,
      decidedOn: decidedOn,
      ground: ground,
      rules: &rules
    )
  }
}
