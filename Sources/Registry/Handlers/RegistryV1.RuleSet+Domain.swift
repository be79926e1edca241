import DomainPrimitives
import Messages

extension RegistryV1.RuleSet {
  /// The domain's rule set, its fields checked by themselves; nil when one was refused.
  func read(rules: inout RuleChecker) -> RuleSet? {
    RuleSet(
      id: ruleSetID,
      decision: decision,
      inForceFrom: inForceFrom,
      ranks: starRanks.map { (Int($0.stars), Int($0.pointsMin), Int($0.authority.rawValue)) },
      productGroups: productGroups.map { Int($0.rawValue) },
      validityMonths: Int(validityMonths),
      reEvaluationOpensDaysBefore: Int(reEvaluationOpensDaysBefore),
      reEvaluationClosesDaysBefore: Int(reEvaluationClosesDaysBefore),
      extensionDaysMax: Int(extensionDaysMax),
      rules: &rules
    )
  }

  /// The message of a rule set.
  init(_ ruleSet: RuleSet) {
    self.init()
    ruleSetID = ruleSet.id
    decision = ruleSet.decision
    inForceFrom = ruleSet.inForceFrom.description
    starRanks = ruleSet.ranks.map { rank in
      var message = RegistryV1.StarRank()
      message.stars = UInt32(clamping: rank.stars)
      message.pointsMin = UInt32(clamping: rank.pointsMin)
      message.authority = RegistryV1.CertifyingAuthority(rawValue: Int32(rank.authority.rawValue))
      return message
    }
    productGroups = ruleSet.productGroups.map { RegistryV1.ProductGroup(rawValue: Int32($0.rawValue)) }
    validityMonths = UInt32(clamping: ruleSet.validityMonths)
    reEvaluationOpensDaysBefore = UInt32(clamping: ruleSet.reEvaluationOpensDaysBefore)
    reEvaluationClosesDaysBefore = UInt32(clamping: ruleSet.reEvaluationClosesDaysBefore)
    extensionDaysMax = UInt32(clamping: ruleSet.extensionDaysMax)
  }
}
