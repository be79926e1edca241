import DomainPrimitives

/// The decisions on recognitions, by day. Those that there have been are known; records of the registry replace them by
/// their day, or add to them.
struct RecognitionRules: Hashable, Sendable {
  /// Newest first.
  private let rules: [RecognitionRule]

  /// 36 months under every decision (1048/QĐ-TTg, 148/QĐ-TTg, 1489/QĐ-TTg, 26/2026/QĐ-TTg); under the last one, in
  /// force from 22 May 2026 (day 20595), a product in re-evaluation stays valid until the result, at most 180 days.
  private static let known = [
    RecognitionRule(inForceFrom: .earliest, validityMonths: CertificateValidity.months, extensionDaysMax: 0),
    RecognitionRule(
      inForceFrom: CivilDate(clampingDaysSinceEpoch: 20_595),
      validityMonths: CertificateValidity.months,
      extensionDaysMax: 180
    ),
  ]

  init(recorded: [RecognitionRule]) {
    var byDay: [CivilDate: RecognitionRule] = [:]
    for rule in Self.known + recorded { byDay[rule.inForceFrom] = rule }
    rules = byDay.values.sorted { $0.inForceFrom > $1.inForceFrom }
  }

  /// The decision in force on a day.
  func rule(on day: CivilDate) -> RecognitionRule {
    rules.first { $0.inForceFrom <= day } ?? Self.known[0]
  }
}
