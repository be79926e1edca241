import DomainPrimitives

/// Rules between records: references, the tree of units, phases. They are checked with all records of an import in
/// place, so the order within it is free.
struct RegistryRules {
  let facts: any RegistryFacts

  /// What is wrong with a record, given everything else. `previous`: what it was before; nil for a new one.
  func violations(of record: RegistryRecord, previous: RegistryRecord?) throws -> [RuleViolation] {
    var rules = RuleChecker()
    let isUpdate = previous != nil
    switch record {
    case .administrativeUnit(let unit):
      try UnitTreeRules(facts: facts).check(unit, isUpdate: isUpdate, rules: &rules)
    case .unitSuccession(let record):
      try UnitTreeRules(facts: facts).check(record.succession, rules: &rules)
    case .producer(let producer):
      try ProducerRules(facts: facts).check(producer, rules: &rules)
    case .product(let product):
      try checkProducer(product.producerID, "producer_id", rules: &rules)
      try ProductRules(facts: facts).checkTradeItemNumber(of: product, rules: &rules)
      if isUpdate { try RecognitionRules(facts: facts).checkGroup(of: product, rules: &rules) }
    case .recognition(let recognition):
      try checkProduct(recognition.productID, "product_id", rules: &rules)
      try RecognitionRules(facts: facts).check(recognition, rules: &rules)
    case .campaignPhase(let phase):
      try check(phase, rules: &rules)
    case .campaignTarget(let target):
      try check(target, rules: &rules)
    case .training(let training):
      _ = try UnitResolution(facts: facts)
        .unit(code: training.unitCode, on: training.heldOn, level: nil, "unit_code", rules: &rules)
      for producerID in training.attendedProducerIDs {
        try checkProducer(producerID, "attended_producer_ids", rules: &rules)
      }
    case .supportRequest(let request):
      try checkProducer(request.producerID, "producer_id", rules: &rules)
    case .publishedClaim(let claim):
      if let phaseID = claim.phaseID { _ = try phase(phaseID, "phase_id", rules: &rules) }
    case .productDocument(let document):
      try checkProduct(document.productID, "product_id", rules: &rules)
      try ProductRules(facts: facts).checkOverlap(of: document, rules: &rules)
    case .ruleSet(let ruleSet):
      var before: RuleSet?
      if case .ruleSet(let ruleSet) = previous { before = ruleSet }
      try RecognitionRules(facts: facts).check(ruleSet, previous: before, rules: &rules)
    case .inspection(let inspection):
      try checkProducer(inspection.producerID, "producer_id", rules: &rules)
      try InspectionRules(facts: facts).check(inspection, isUpdate: isUpdate, rules: &rules)
    case .inspectionFinding(let finding):
      try InspectionRules(facts: facts).check(finding, rules: &rules)
    }
    return rules.violations
  }

  private func checkProducer(_ id: String, _ field: String, rules: inout RuleChecker) throws {
    if try facts.hasProducer(id) || facts.isRefused(.producer, id: id) { return }
    rules.refuse(
      field,
      "unknown_producer",
      "no producer has the identifier \(id); correct it, or import the producer first or together with this record"
    )
  }

  private func checkProduct(_ id: String, _ field: String, rules: inout RuleChecker) throws {
    if try facts.hasProduct(id) || facts.isRefused(.product, id: id) { return }
    rules.refuse(
      field,
      "unknown_product",
      "no product has the identifier \(id); correct it, or import the product first or together with this record"
    )
  }

  private func phase(_ id: String, _ field: String, rules: inout RuleChecker) throws -> CampaignPhase? {
    if let phase = try facts.phase(id) { return phase }
    if !facts.isRefused(.campaignPhase, id: id) {
      rules.refuse(
        field,
        "unknown_phase",
        "no campaign phase has the identifier \(id); correct it, or import the phase first or together with this record"
      )
    }
    return nil
  }

  private func check(_ phase: CampaignPhase, rules: inout RuleChecker) throws {
    let resolution = UnitResolution(facts: facts)
    for code in phase.unitCodes {
      _ = try resolution.unit(code: code, on: phase.days.start, level: .district, "unit_codes", rules: &rules)
      for other in try facts.phases(unitCode: code) where other.id != phase.id && other.days.overlaps(phase.days) {
        rules.refuse(
          "unit_codes",
          "unit_in_two_phases",
          "unit \(code) is also in phase \(other.id) (\(other.days)), which overlaps with \(phase.days); "
            + "take it out of one of them or change the days"
        )
      }
    }
    for target in try facts.targets(phaseID: phase.id) {
      guard let code = target.unitCode, !phase.unitCodes.contains(code) else { continue }
      rules.refuse(
        "unit_codes",
        "target_without_unit",
        "target \(target.id) is for unit \(code), which is not among unit_codes; keep the unit or change the target"
      )
    }
  }

  private func check(_ target: CampaignTarget, rules: inout RuleChecker) throws {
    guard let phase = try phase(target.phaseID, "phase_id", rules: &rules) else { return }
    try checkVersion(of: target, in: phase, rules: &rules)
    guard let code = target.unitCode else { return }
    if !phase.unitCodes.contains(code) {
      rules.refuse(
        "unit_code",
        "unit_not_in_phase",
        "unit \(FieldText.quoted(code)) is not in phase \(phase.id); use one of "
          + "\(phase.unitCodes.joined(separator: ", ")) or leave it empty for every unit of the phase"
      )
    }
  }

  /// A later target takes the place of an earlier one for the same phase, unit and indicator, so no two begin on a day.
  private func checkVersion(of target: CampaignTarget, in phase: CampaignPhase, rules: inout RuleChecker) throws {
    let day = target.day(in: phase)
    if let end = phase.days.end, day >= end {
      rules.refuse(
        "decided_on",
        "after_phase",
        "decided_on \(day) is not before \(end), the day after the phase's last, so the target would never hold"
      )
    }
    for other in try facts.targets(phaseID: phase.id)
    where other.id != target.id && other.aim == target.aim && other.day(in: phase) == day {
      rules.refuse(
        "decided_on",
        "target_repeated",
        "target \(other.id) is for the same phase, unit and indicator from \(day) on; give the newer one its own day "
          + "as decided_on, or change that one"
      )
    }
  }
}
