import DomainPrimitives

/// The decisions on recognitions as they follow one another: the four that there have been, and what the province has
/// stored. A stored one with the day of another replaces it.
struct RuleSets: Hashable, Sendable {
  /// Oldest first; each holds until the next.
  let all: [RuleSet]

  /// - Parameter stored: The province's own; no two begin on one day.
  init(stored: [RuleSet] = []) {
    var byDay: [CivilDate: RuleSet] = [:]
    for ruleSet in Self.builtIn + stored { byDay[ruleSet.inForceFrom] = ruleSet }
    all = byDay.values.sorted { $0.inForceFrom < $1.inForceFrom }
  }

  /// The rule set in force on a day; nil before the first.
  func inForce(on date: CivilDate) -> RuleSet? {
    all.last { $0.inForceFrom <= date }
  }

  /// The day on which the next rule set after a day comes into force; nil when there is none.
  func nextChange(after date: CivilDate) -> CivilDate? {
    all.first { $0.inForceFrom > date }?.inForceFrom
  }

  /// The last day on which a certificate issued on a day is valid, if it is not revoked: as the decision in force on
  /// that day says. 36 months where none was in force.
  func lastValidDay(issuedOn: CivilDate) -> CivilDate {
    issuedOn.adding(months: inForce(on: issuedOn)?.validityMonths ?? CertificateValidity.months)
  }

  /// The four decisions; 781/QĐ-TTg (2020) amended the first without touching what is here.
  static let builtIn: [RuleSet] = zip(named, CertificateRules.decisions).map { named, terms in
    ruleSet(named.id, named.decision, terms: terms, threeStarsBy: named.authority, groups: named.groups)
  }

  private static let named: [(id: String, decision: String, authority: CertifyingAuthority, groups: [ProductGroup])] = [
    ("qd-1048-2019", "1048/QĐ-TTg", .province, groupsOf2019),
    ("qd-148-2023", "148/QĐ-TTg", .district, groupsOf2023),
    ("qd-1489-2025", "1489/QĐ-TTg", .province, groupsOf2023),
    ("qd-26-2026", "26/2026/QĐ-TTg", .province, groupsOf2023),
  ]

  private static let groupsOf2019: [ProductGroup] = [
    .food, .drink, .medicinalPlants, .textile, .handicraft, .tourism,
  ]
  private static let groupsOf2023: [ProductGroup] = [
    .food, .drink, .medicinalPlants, .handicraft, .ornamental, .tourism,
  ]

  /// All four rate alike (5 stars from 90 points, 4 from 70, 3 from 50) and take dossiers 180 to 120 days before
  /// expiry.
  private static func ruleSet(
    _ id: String,
    _ decision: String,
    terms: CertificateRule,
    threeStarsBy authority: CertifyingAuthority,
    groups: [ProductGroup]
  ) -> RuleSet {
    RuleSet(
      id: id,
      decision: decision,
      inForceFrom: terms.inForceFrom,
      ranks: [
        StarRank(stars: 5, pointsMin: 90, authority: .ministry),
        StarRank(stars: 4, pointsMin: 70, authority: .province),
        StarRank(stars: 3, pointsMin: 50, authority: authority),
      ],
      productGroups: groups,
      validityMonths: terms.validityMonths,
      reEvaluationOpensDaysBefore: 180,
      reEvaluationClosesDaysBefore: 120,
      extensionDaysMax: terms.extensionDaysMax
    )
  }
}
