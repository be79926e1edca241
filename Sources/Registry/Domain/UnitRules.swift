import DomainPrimitives

/// Rules on administrative units by themselves.
enum UnitRules {
  /// Length of a General Statistics Office code at each level (the office's own scheme: 2, 3 and 5 digits). It
  /// catches the leading zeros that a spreadsheet drops.
  static func codeDigits(at level: UnitLevel) -> Int {
    switch level {
    case .province: 2
    case .district: 3
    case .commune: 5
    }
  }

  /// Whether text is a code of some level.
  static func isCode(_ text: String) -> Bool {
    [2, 3, 5].contains(text.utf8.count) && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// Checks that a field holds a code of some level.
  static func checkCode(_ text: String, _ field: String, rules: inout RuleChecker) {
    if text.isEmpty {
      rules.refuse(field, "missing", "\(field) is empty; fill it in")
    } else if !isCode(text) {
      rules.refuse(
        field,
        "bad_unit_code",
        "\(field) \(FieldText.quoted(text)) is no unit's code: 2 digits for a province, 3 for a district, 5 for a "
          + "commune; write it with its leading zeros"
      )
    }
  }

  /// Checks the fields of a unit by themselves; nil when one was refused.
  static func unit(
    code: String,
    name: String,
    kind: Int,
    parentCode: String,
    validFrom: String,
    validTo: String,
    rules: inout RuleChecker
  ) -> AdministrativeUnit? {
    checkCode(code, "code", rules: &rules)
    rules.text(name, "name")
    let kind = rules.choice(kind, "kind", of: UnitKind.self)
    let from = rules.date(validFrom, "valid_from")
    let to = rules.optionalDate(validTo, "valid_to")
    if let from, let to, to <= from {
      rules.refuse(
        "valid_to",
        "out_of_order",
        "valid_to \(to), the day after the last, must be after valid_from \(from)"
      )
    }
    if let kind {
      checkLevel(of: kind, code: code, parentCode: parentCode, rules: &rules)
    }
    guard rules.isClean, let kind, let from else { return nil }
    return AdministrativeUnit(
      key: UnitKey(code: code, validFrom: from),
      name: name,
      kind: kind,
      parentCode: parentCode.isEmpty ? nil : parentCode,
      validTo: to
    )
  }

  private static func checkLevel(of kind: UnitKind, code: String, parentCode: String, rules: inout RuleChecker) {
    let digits = codeDigits(at: kind.level)
    if isCode(code), code.utf8.count != digits {
      rules.refuse(
        "code",
        "bad_unit_code",
        "code \(code) of a \(kind) must have \(digits) digits; write it with its leading zeros"
      )
    }
    switch (kind.level, parentCode.isEmpty) {
    case (.province, true):
      break
    case (.province, false):
      rules.refuse("parent_code", "must_be_empty", "a province has no unit above it; leave parent_code empty")
    case (_, true):
      rules.refuse("parent_code", "missing", "parent_code is empty; give the code of the unit above")
    case (_, false):
      checkCode(parentCode, "parent_code", rules: &rules)
    }
  }
}
