import DomainPrimitives
import Feed
import Messages

extension RegistryV1.Record {
  /// The message of a stored record, with its revision.
  init(_ stored: StoredRecord<RegistryRecord>) {
    self.init(stored.record)
    revision = stored.revision
  }

  /// The message of a record.
  init(_ record: RegistryRecord) {
    self.init()
    self.record =
      switch record {
      case .administrativeUnit(let unit): .administrativeUnit(RegistryV1.AdministrativeUnit(unit))
      case .unitSuccession(let edge): .unitSuccession(RegistryV1.UnitSuccession(edge))
      case .producer(let producer): .producer(RegistryV1.Producer(producer))
      case .product(let product): .product(RegistryV1.Product(product))
      case .recognition(let recognition): .recognition(RegistryV1.Recognition(recognition))
      case .campaignPhase(let phase): .campaignPhase(RegistryV1.CampaignPhase(phase))
      case .campaignTarget(let target): .campaignTarget(RegistryV1.CampaignTarget(target))
      case .training(let training): .training(RegistryV1.Training(training))
      case .supportRequest(let request): .supportRequest(RegistryV1.SupportRequest(request))
      case .publishedClaim(let claim): .publishedClaim(RegistryV1.PublishedClaim(claim))
      case .productDocument(let document): .productDocument(RegistryV1.ProductDocument(document))
      case .ruleSet(let ruleSet): .ruleSet(RegistryV1.RuleSet(ruleSet))
      case .inspection(let inspection): .inspection(RegistryV1.Inspection(inspection))
      case .inspectionFinding(let finding): .inspectionFinding(RegistryV1.InspectionFinding(finding))
      case .unitPlacement(let placement): .unitPlacement(RegistryV1.UnitPlacement(placement))
      }
  }
}

/// A day as messages hold it: empty for none.
private func text(_ date: CivilDate?) -> String {
  date?.description ?? ""
}

extension RegistryV1.AdministrativeUnit {
  init(_ unit: AdministrativeUnit) {
    self.init()
    code = unit.key.code
    name = unit.name
    kind = RegistryV1.UnitKind(rawValue: Int32(unit.kind.rawValue))
    parentCode = unit.parentCode ?? ""
    validFrom = unit.key.validFrom.description
    validTo = text(unit.validTo)
  }
}

extension RegistryV1.UnitSuccession {
  init(_ record: UnitSuccessionRecord) {
    self.init()
    fromCode = record.succession.from.code
    fromValidFrom = record.succession.from.validFrom.description
    toCode = record.succession.to.code
    toValidFrom = record.succession.to.validFrom.description
    change = RegistryV1.SuccessionChange(rawValue: Int32(record.succession.change.rawValue))
    legalBasis = record.legalBasis
  }
}

extension RegistryV1.Producer {
  fileprivate init(_ producer: Producer) {
    self.init()
    producerID = producer.id
    name = producer.name
    type = RegistryV1.ProducerType(rawValue: Int32(producer.type.rawValue))
    unitCode = producer.unitCode
    registeredOn = producer.registeredOn.description
    endedOn = text(producer.endedOn)
    registrationNumber = producer.registrationNumber?.text ?? ""
    mergedIntoProducerID = producer.mergedIntoProducerID ?? ""
  }
}

extension RegistryV1.Product {
  fileprivate init(_ product: Product) {
    self.init()
    productID = product.id
    producerID = product.producerID
    name = product.name
    group = RegistryV1.ProductGroup(rawValue: Int32(product.group.rawValue))
    unitOfSale = product.unitOfSale
    seasonWindows = product.seasons.windows.map { window in
      var message = RegistryV1.SeasonWindow()
      message.firstMonth = UInt32(window.firstMonth)
      message.lastMonth = UInt32(window.lastMonth)
      return message
    }
    seasonExceptions = product.seasons.exceptions.map { exception in
      var message = RegistryV1.SeasonException()
      message.firstMonth = exception.firstMonth.description
      message.lastMonth = exception.lastMonth.description
      message.inSeason = exception.isInSeason
      return message
    }
    gtin = product.gtin?.text ?? ""
  }
}

extension RegistryV1.Recognition {
  fileprivate init(_ recognition: Recognition) {
    self.init()
    recognitionID = recognition.id
    productID = recognition.productID
    stars = UInt32(clamping: recognition.stars)
    points = UInt32(clamping: recognition.points)
    issuedOn = recognition.issuedOn.description
    decisionNumber = recognition.decisionNumber
    revokedOn = text(recognition.revokedOn)
    revocationGround = RegistryV1.RevocationGround(rawValue: Int32(recognition.revocationGround?.rawValue ?? 0))
    authority = RegistryV1.CertifyingAuthority(rawValue: Int32(recognition.authority?.rawValue ?? 0))
    group = RegistryV1.ProductGroup(rawValue: Int32(recognition.group?.rawValue ?? 0))
    reEvaluationFiledOn = text(recognition.reEvaluationFiledOn)
    reEvaluationDecidedOn = text(recognition.reEvaluationDecidedOn)
  }
}

extension RegistryV1.CampaignPhase {
  fileprivate init(_ phase: CampaignPhase) {
    self.init()
    phaseID = phase.id
    name = phase.name
    startsOn = phase.days.start.description
    endsBefore = text(phase.days.end)
    unitCodes = phase.unitCodes
  }
}

extension RegistryV1.CampaignTarget {
  /// The message that tells of a target.
  init(_ target: CampaignTarget) {
    self.init()
    targetID = target.id
    phaseID = target.phaseID
    unitCode = target.unitCode ?? ""
    indicator = RegistryV1.Indicator(rawValue: Int32(target.indicator.rawValue))
    targetPercent = UInt32(clamping: target.percent)
    source = target.source
    decidedOn = text(target.decidedOn)
  }
}

extension RegistryV1.Training {
  fileprivate init(_ training: Training) {
    self.init()
    trainingID = training.id
    topic = training.topic
    heldOn = training.heldOn.description
    unitCode = training.unitCode
    partner = training.partner
    attendedProducerIDs = training.attendedProducerIDs
  }
}

extension RegistryV1.SupportRequest {
  fileprivate init(_ request: SupportRequest) {
    self.init()
    requestID = request.id
    producerID = request.producerID
    kind = RegistryV1.SupportKind(rawValue: Int32(request.kind.rawValue))
    requestedOn = request.requestedOn.description
    dueOn = text(request.dueOn)
    doneOn = text(request.doneOn)
    outcome = request.outcome
    assignee = request.assignee
    assignedOn = text(request.assignedOn)
  }
}

extension RegistryV1.PublishedClaim {
  fileprivate init(_ claim: PublishedClaim) {
    self.init()
    claimID = claim.id
    indicator = RegistryV1.Indicator(rawValue: Int32(claim.indicator.rawValue))
    phaseID = claim.phaseID ?? ""
    wording = claim.wording
    value = UInt64(clamping: claim.value)
    asOf = claim.asOf.description
    source = claim.source
  }
}

extension RegistryV1.ProductDocument {
  fileprivate init(_ document: ProductDocument) {
    self.init()
    documentID = document.id
    productID = document.productID
    kind = RegistryV1.DocumentKind(rawValue: Int32(document.kind.rawValue))
    issuedOn = document.issuedOn.description
    expiresOn = text(document.expiresOn)
    withdrawnOn = text(document.withdrawnOn)
    reference = document.reference
  }
}

extension RegistryV1.UnitPlacement {
  fileprivate init(_ placement: UnitPlacementRecord) {
    self.init()
    placementID = placement.id
    producerID = placement.producerID
    unitCode = placement.unit.code
    unitValidFrom = placement.unit.validFrom.description
    decidedOn = placement.decidedOn.description
    ground = placement.ground
  }
}
