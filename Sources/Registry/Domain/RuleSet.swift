import DomainPrimitives

/// The rules of one decision on recognitions, in force from a day until the day of the next.
struct RuleSet: Hashable, Sendable {
  /// Months that a certificate may last at most under any decision.
  static let validityMonthsMax = 120
  /// Days that a window or an extension may span at most.
  static let daysMax = 1000

  let id: String
  /// The decision: "148/QĐ-TTg".
  let decision: String
  let inForceFrom: CivilDate
  /// Best first, strictly descending in stars and in points. Below the last there is no certificate.
  var ranks: [StarRank]
  var productGroups: [ProductGroup]
  /// Months that a certificate lasts, the last day included.
  let validityMonths: Int
  /// Dossiers for re-evaluation are taken from this many days before the last valid day …
  let reEvaluationOpensDaysBefore: Int
  /// … to this many.
  let reEvaluationClosesDaysBefore: Int
  /// Days beyond the last valid day that a product in re-evaluation stays valid at most; 0 = not at all.
  let extensionDaysMax: Int

  /// The rank of points; nil when they are too few for a certificate.
  func rank(forPoints points: Int) -> StarRank? {
    ranks.first { points >= $0.pointsMin }
  }
}

extension RuleSet {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    decision: String,
    inForceFrom: String,
    ranks: [(stars: Int, pointsMin: Int, authority: Int)],
    productGroups: [Int],
    validityMonths: Int,
    reEvaluationOpensDaysBefore: Int,
    reEvaluationClosesDaysBefore: Int,
    extensionDaysMax: Int,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "rule_set_id")
    rules.text(decision, "decision", charactersMax: 100)
    let inForceFrom = rules.date(inForceFrom, "in_force_from")
    let starRanks = Self.starRanks(ranks, rules: &rules)
    let groups = Self.groups(productGroups, rules: &rules)
    rules.number(validityMonths, "validity_months", in: 1...Self.validityMonthsMax)
    rules.number(reEvaluationOpensDaysBefore, "re_evaluation_opens_days_before", in: 0...Self.daysMax)
    rules.number(reEvaluationClosesDaysBefore, "re_evaluation_closes_days_before", in: 0...Self.daysMax)
    if reEvaluationClosesDaysBefore > reEvaluationOpensDaysBefore {
      rules.refuse(
        "re_evaluation_closes_days_before",
        "out_of_order",
        "dossiers are taken from \(reEvaluationOpensDaysBefore) days before expiry to \(reEvaluationClosesDaysBefore) "
          + "before it, so the second number must not be greater; correct one of them"
      )
    }
    rules.number(extensionDaysMax, "extension_days_max", in: 0...Self.daysMax)
    guard rules.isClean, let inForceFrom else { return nil }
    self.init(
      id: id,
      decision: decision,
      inForceFrom: inForceFrom,
      ranks: starRanks,
      productGroups: groups,
      validityMonths: validityMonths,
      reEvaluationOpensDaysBefore: reEvaluationOpensDaysBefore,
      reEvaluationClosesDaysBefore: reEvaluationClosesDaysBefore,
      extensionDaysMax: extensionDaysMax
    )
  }

  private static func starRanks(
    _ ranks: [(stars: Int, pointsMin: Int, authority: Int)],
    rules: inout RuleChecker
  ) -> [StarRank] {
    guard (1...5).contains(ranks.count) else {
      rules.refuse(
        "star_ranks",
        ranks.isEmpty ? "missing" : "too_many",
        "star_ranks has \(ranks.count) entries; give 1 to 5, best first: 5:90:ministry;4:70:province;3:50:province"
      )
      return []
    }
    var found: [StarRank] = []
    for rank in ranks {
      rules.number(rank.stars, "star_ranks", in: 1...5)
      rules.number(rank.pointsMin, "star_ranks", in: 0...100)
      guard let authority = rules.choice(rank.authority, "star_ranks", of: CertifyingAuthority.self) else { continue }
      let next = StarRank(stars: rank.stars, pointsMin: rank.pointsMin, authority: authority)
      if let last = found.last, next.stars >= last.stars || next.pointsMin >= last.pointsMin {
        rules.refuse(
          "star_ranks",
          "out_of_order",
          "\(next.stars) stars from \(next.pointsMin) points come after \(last.stars) stars from \(last.pointsMin); "
            + "write the best rank first, each with fewer stars and fewer points than the one before"
        )
      }
      found.append(next)
    }
    return found
  }

  private static func groups(_ numbers: [Int], rules: inout RuleChecker) -> [ProductGroup] {
    if numbers.isEmpty {
      rules.refuse("product_groups", "missing", "product_groups is empty; name the groups that the decision has")
    }
    rules.distinct(numbers.map(String.init), "product_groups", countMax: ProductGroup.allCases.count)
    return numbers.prefix(ProductGroup.allCases.count).compactMap { rules.choice($0, "product_groups") }
  }
}
