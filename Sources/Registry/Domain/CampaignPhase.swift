import DomainPrimitives

/// A phase of the campaign, with the units that take part.
struct CampaignPhase: Hashable, Sendable {
  /// More units than the country has districts are a mistake.
  static let unitCodesMax = 1000

  let id: String
  let name: String
  /// From the first day to before the last day's next.
  let days: DateInterval
  /// District-level units, by their code in force on the first day, in the office's order.
  var unitCodes: [String]
}

extension CampaignPhase {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    name: String,
    startsOn: String,
    endsBefore: String,
    unitCodes: [String],
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "phase_id")
    rules.text(name, "name")
    let start = rules.date(startsOn, "starts_on")
    let end = rules.date(endsBefore, "ends_before")
    if let start, let end, end <= start {
      rules.refuse("ends_before", "out_of_order", "ends_before \(end) must be after starts_on \(start)")
    }
    if unitCodes.isEmpty {
      rules.refuse("unit_codes", "missing", "unit_codes is empty; name the districts of the phase")
    }
    rules.distinct(unitCodes, "unit_codes", countMax: Self.unitCodesMax)
    for code in unitCodes.prefix(Self.unitCodesMax) {
      rules.text(code, "unit_codes")
      if !rules.isClean { break }
    }
    guard rules.isClean, let start, let days = try? DateInterval(start: start, end: end) else { return nil }
    self.init(id: id, name: name, days: days, unitCodes: unitCodes)
  }
}
