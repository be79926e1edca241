import DomainPrimitives

/// Rules on recognitions and on the decisions that they rest on.
struct RecognitionRules {
  let facts: any RegistryFacts

  /// Checks a recognition against the decision in force on its day of issue, and against the others of its product. The
  /// newest one issued governs a product, so no two may be issued on one day.
  func check(_ recognition: Recognition, rules: inout RuleChecker) throws {
    let ruleSets = try facts.ruleSets()
    let issued = recognition.issuedOn
    guard let ruleSet = ruleSets.inForce(on: issued) else {
      let first = ruleSets.all.first.map { " (\($0.decision), \($0.inForceFrom.year))" } ?? ""
      rules.refuse(
        "issued_on",
        "no_decision_in_force",
        "issued_on \(issued) is before the first decision on star ratings\(first); correct the day"
      )
      return
    }
    let faults = Self.faults(
      stars: recognition.stars,
      points: recognition.points,
      authority: recognition.authority,
      group: try recognition.group ?? facts.product(recognition.productID)?.group,
      under: ruleSet,
      issuedOn: issued
    )
    for fault in faults { rules.refuse(fault.field, fault.reason, fault.description) }
    checkDossier(of: recognition, terms: RecognitionTerms(issuedOn: issued, ruleSets: ruleSets), rules: &rules)
    for other in try facts.recognitions(productID: recognition.productID)
    where other.id != recognition.id && other.issuedOn == issued {
      rules.refuse(
        "issued_on",
        "issued_same_day",
        "recognition \(other.id) of the same product was issued on \(issued) too, and the newest one counts; correct "
          + "one of the days or remove one of the two"
      )
    }
  }

  /// Checks that a product's group is one of those that the decisions on its recognitions have.
  func checkGroup(of product: Product, rules: inout RuleChecker) throws {
    let ruleSets = try facts.ruleSets()
    for recognition in try facts.recognitions(productID: product.id) where recognition.group == nil {
      guard let ruleSet = ruleSets.inForce(on: recognition.issuedOn), !ruleSet.productGroups.contains(product.group)
      else { continue }
      rules.refuse(
        "group",
        "group_not_in_rule_set",
        "\(ruleSet.decision), under which recognition \(recognition.id) was issued, has no group \(product.group); "
          + "give that recognition the group it was evaluated in, or correct the product's"
      )
    }
  }

  /// Checks a decision: no other begins on its day, and what was issued while it is in force agrees with it.
  func check(_ ruleSet: RuleSet, previous: RuleSet?, rules: inout RuleChecker) throws {
    for other in try facts.storedRuleSets() where other.id != ruleSet.id && other.inForceFrom == ruleSet.inForceFrom {
      rules.refuse(
        "in_force_from",
        "day_taken",
        "rule set \(other.id) (\(other.decision)) is in force from \(ruleSet.inForceFrom) too; on one day only one can "
          + "come into force"
      )
      return
    }
    let ruleSets = try facts.ruleSets()
    var seen: Set<CivilDate> = []
    // Where a rule set that is moved to another day was, the one before it holds again.
    for day in [ruleSet.inForceFrom] + [previous?.inForceFrom].compactMap({ $0 }) {
      guard let governing = ruleSets.inForce(on: day), seen.insert(governing.inForceFrom).inserted else { continue }
      try checkIssued(from: day, under: governing, ruleSets: ruleSets, rules: &rules)
    }
  }

  private func checkIssued(
    from day: CivilDate,
    under ruleSet: RuleSet,
    ruleSets: RuleSets,
    rules: inout RuleChecker
  ) throws {
    let end = ruleSets.nextChange(after: day)
    var count = 0
    var example: (id: String, fault: RuleViolation)?
    for issued in try facts.recognitionCounts(issuedFrom: day, before: end) {
      let faults = Self.faults(
        stars: issued.stars,
        points: issued.points,
        authority: issued.authority,
        group: issued.group,
        under: ruleSet,
        issuedOn: day
      )
      guard let fault = faults.first else { continue }
      count += issued.count
      if example == nil { example = (issued.exampleID, fault) }
    }
    guard let example else { return }
    rules.refuse(
      "in_force_from",
      "contradicts_recognitions",
      "\(count) recognitions issued from \(day)\(end.map { " to before \($0)" } ?? "") would contradict "
        + "\(ruleSet.decision), such as \(example.id): \(example.fault.description); correct the rule set, or "
        + "them first"
    )
  }

  private func checkDossier(of recognition: Recognition, terms: RecognitionTerms, rules: inout RuleChecker) {
    guard let filed = recognition.reEvaluationFiledOn else { return }
    if filed < terms.reEvaluationOpensOn {
      rules.refuse(
        "re_evaluation_filed_on",
        "too_early",
        "the certificate is valid to \(terms.lastValidDay), and dossiers are taken from \(terms.reEvaluationOpensOn) "
          + "on; correct re_evaluation_filed_on \(filed)"
      )
    } else if filed > terms.lastValidDay {
      rules.refuse(
        "re_evaluation_filed_on",
        "after_expiry",
        "the certificate was valid to \(terms.lastValidDay); a dossier handed in on \(filed) asks for a new "
          + "recognition, so leave re_evaluation_filed_on empty"
      )
    }
  }

  /// What is wrong with a recognition under a decision.
  private static func faults(
    stars: Int,
    points: Int,
    authority: CertifyingAuthority?,
    group: ProductGroup?,
    under ruleSet: RuleSet,
    issuedOn: CivilDate
  ) -> [RuleViolation] {
    var faults: [RuleViolation] = []
    func add(_ field: String, _ reason: String, _ description: String) {
      faults.append(RuleViolation(field: field, reason: reason, description: description))
    }
    let decision = "\(ruleSet.decision), in force on \(issuedOn)"
    if let rank = ruleSet.rank(forPoints: points) {
      if stars != rank.stars {
        add(
          "stars",
          "stars_contradict_points",
          "\(points) points give \(rank.stars) stars under \(decision), not \(stars); correct the stars or the points"
        )
      } else if let authority, authority != rank.authority {
        add(
          "authority",
          "other_authority_certifies",
          "\(stars) stars are certified by the \(rank.authority) under \(decision), not by the \(authority); correct "
            + "authority or leave it empty"
        )
      }
    } else {
      add("points", "no_certificate", "\(points) points give no certificate under \(decision); correct the points")
    }
    if let group, !ruleSet.productGroups.contains(group) {
      let known = ruleSet.productGroups.map { "\($0) (\($0.rawValue))" }.joined(separator: ", ")
      add(
        "group",
        "group_not_in_rule_set",
        "there is no group \(group) under \(decision); give the one that the product was evaluated in: \(known)"
      )
    }
    return faults
  }
}
