import DomainPrimitives

/// Finds the unit that a record names, or says why it cannot be found and which ones may be meant.
struct UnitResolution {
  /// Candidates that one message names.
  private static let candidatesMax = 10

  let facts: any RegistryFacts

  /// The unit of a code on a day, of a level when one is asked for; nil when refused, or when the unit itself is
  /// refused in the same import.
  func unit(
    code: String,
    on date: CivilDate,
    level: UnitLevel?,
    _ field: String,
    rules: inout RuleChecker
  ) throws -> AdministrativeUnit? {
    guard UnitRules.isCode(code) else {
      try refuseNoCode(code, on: date, level: level, field, rules: &rules)
      return nil
    }
    let bearers = try facts.units(code: code)
    guard let unit = bearers.last(where: { $0.isInForce(on: date) }) else {
      if facts.isRefused(unitCode: code) { return nil }
      if bearers.isEmpty {
        rules.refuse(
          field,
          "unknown_unit",
          "no administrative unit has the code \(code); correct it, or import the unit first"
        )
      } else {
        let known = bearers.map { "\($0.name) \(Self.days($0))" }.joined(separator: ", ")
        rules.refuse(field, "unit_not_in_force", "on \(date) no unit had the code \(code); it was \(known)")
      }
      return nil
    }
    if let level, unit.kind.level != level {
      rules.refuse(
        field,
        "not_\(level)_level",
        "\(code) is \(unit.name), not a \(level)-level unit; give the code of a \(Self.kinds(of: level))"
      )
      return nil
    }
    return unit
  }

  private func refuseNoCode(
    _ text: String,
    on date: CivilDate,
    level: UnitLevel?,
    _ field: String,
    rules: inout RuleChecker
  ) throws {
    if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      let padded = String(repeating: "0", count: max(0, 5 - text.utf8.count)) + text
      let meant = try facts.units(code: padded).last { $0.isInForce(on: date) }
      let hint = meant.map { "; did you mean \(padded), \($0.name)?" } ?? "; write it with its leading zeros"
      rules.refuse(
        field,
        "bad_unit_code",
        "\(FieldText.quoted(text)) is no unit's code: 2 digits for a province, 3 for a district, 5 for a commune\(hint)"
      )
      return
    }
    let candidates = try facts.units(named: text, on: date).filter { level == nil || $0.kind.level == level }
    guard !candidates.isEmpty else {
      rules.refuse(
        field,
        "unknown_unit",
        "\(FieldText.quoted(text)) is neither the code nor the name of a unit in force on \(date); give the unit's code"
      )
      return
    }
    let listed = try candidates.prefix(Self.candidatesMax).map { unit in
      let parent = try unit.parentCode.flatMap { parentCode in
        try facts.units(code: parentCode).last { $0.isInForce(on: date) }
      }
      return "\(unit.key.code) (\(unit.name)\(parent.map { ", \($0.name)" } ?? ""))"
    }
    let more = candidates.count > Self.candidatesMax ? " or another" : ""
    rules.refuse(
      field,
      "unit_name_instead_of_code",
      "\(FieldText.quoted(text)) is a name, and names of units repeat; give the code: "
        + listed.joined(separator: " or ") + more
    )
  }

  /// "(2020-01-01 to before 2025-07-01)".
  static func days(_ unit: AdministrativeUnit) -> String {
    if let end = unit.validTo { "(\(unit.key.validFrom) to before \(end))" } else { "(from \(unit.key.validFrom))" }
  }

  private static func kinds(of level: UnitLevel) -> String {
    switch level {
    case .province: "province"
    case .district: "district or city"
    case .commune: "commune, ward or township"
    }
  }
}
