/// How long certificates hold, decision by decision. Those that there have been are known; records of the registry
/// replace them by their day, or add to them.
public struct CertificateRules: Hashable, Sendable {
  /// Newest first.
  private let rules: [CertificateRule]

  /// The days of the four decisions that there have been, oldest first: 1048/QĐ-TTg (of it only the year, 2019, is
  /// taken over: nothing was recognised before), 148/QĐ-TTg, 1489/QĐ-TTg, 26/2026/QĐ-TTg. Certificates last 36 months
  /// under each; under the last a product in re-evaluation stays valid until the result, at most 180 days.
  public static let decisions: [CertificateRule] = [
    decision(CivilDate(validYear: 2019, month: 1, day: 1)),
    decision(CivilDate(validYear: 2023, month: 2, day: 24)),
    decision(CivilDate(validYear: 2025, month: 7, day: 6)),
    decision(CivilDate(validYear: 2026, month: 5, day: 22), extensionDaysMax: 180),
  ]

  /// The known decisions, and these.
  public init(recorded: [CertificateRule] = []) {
    var byDay: [CivilDate: CertificateRule] = [:]
    for rule in Self.decisions + recorded { byDay[rule.inForceFrom] = rule }
    rules = byDay.values.sorted { $0.inForceFrom > $1.inForceFrom }
  }

  /// The decision in force on a day; before the first one, what every decision so far has said.
  public func rule(on day: CivilDate) -> CertificateRule {
    rules.first { $0.inForceFrom <= day } ?? Self.decision(.earliest)
  }

  private static func decision(_ day: CivilDate, extensionDaysMax: Int = 0) -> CertificateRule {
    CertificateRule(
      inForceFrom: day,
      validityMonths: CertificateValidity.months,
      extensionDaysMax: extensionDaysMax
    )
  }
}
