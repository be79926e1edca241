/// Reads the fields of one record and collects everything that is wrong with it, so that an office sees all faults
/// of a row at once. Every method that returns a value returns nil when the field was refused (or, where said, empty).
public struct RuleChecker: Sendable {
  /// What was found so far, in the order of the checks.
  public private(set) var violations: [RuleViolation] = []

  /// First and last day that a record may name: a day outside is a typing error.
  public static let dateRange: ClosedRange<CivilDate> =
    CivilDate(validYear: 1990, month: 1, day: 1)...CivilDate(validYear: 2100, month: 12, day: 31)

  /// A checker that has found nothing yet.
  public init() {}

  /// True while nothing was refused.
  public var isClean: Bool { violations.isEmpty }

  /// Refuses a field.
  public mutating func refuse(_ field: String, _ reason: String, _ description: String) {
    violations.append(RuleViolation(field: field, reason: reason, description: description))
  }

  /// Checks the record's own identifier or a reference that must be there: 1 to 64 characters of A-Z a-z 0-9 - _ .
  public mutating func identifier(_ text: String, _ field: String) {
    if text.isEmpty {
      refuse(field, "missing", "\(field) is empty; fill it in")
    } else if !FieldText.isIdentifier(text) {
      refuse(
        field,
        "bad_identifier",
        "\(field) \(FieldText.quoted(text)) must be 1 to 64 characters of A-Z a-z 0-9 - _ . (no spaces, no accents)"
      )
    }
  }

  /// Checks a reference that may be empty.
  public mutating func optionalIdentifier(_ text: String, _ field: String) {
    if !text.isEmpty { identifier(text, field) }
  }

  /// Checks text that must be there: up to `charactersMax` characters, not only blanks, no control characters.
  public mutating func text(_ text: String, _ field: String, charactersMax: Int = 200) {
    if text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
      refuse(field, "missing", "\(field) is empty; fill it in")
    } else {
      optionalText(text, field, charactersMax: charactersMax)
    }
  }

  /// Checks text that may be empty: up to `charactersMax` characters, no control characters.
  public mutating func optionalText(_ text: String, _ field: String, charactersMax: Int = 200) {
    if text.utf8.count > charactersMax * FieldText.bytesPerCharacterMax || text.count > charactersMax {
      refuse(field, "too_long", "\(field) is longer than \(charactersMax) characters; shorten it")
    } else if text.unicodeScalars.contains(where: FieldText.isForbidden) {
      refuse(
        field,
        "control_character",
        "\(field) \(FieldText.quoted(text)) holds a line break or another control character; remove it"
      )
    }
  }

  /// A day that must be there.
  public mutating func date(_ text: String, _ field: String) -> CivilDate? {
    if text.isEmpty {
      refuse(field, "missing", "\(field) is empty; write the day as YYYY-MM-DD")
      return nil
    }
    return optionalDate(text, field)
  }

  /// A day that may be empty: then nil.
  public mutating func optionalDate(_ text: String, _ field: String) -> CivilDate? {
    guard !text.isEmpty else { return nil }
    do {
      let date = try CivilDate(parsing: text)
      if Self.dateRange.contains(date) { return date }
      refuse(
        field,
        "date_out_of_range",
        "\(field) \(date) is not between \(Self.dateRange.lowerBound) and \(Self.dateRange.upperBound); "
          + "correct the year"
      )
    } catch {
      refuse(field, error.code.rawValue, "\(field) \(FieldText.quoted(text)): \(error.message)")
    }
    return nil
  }

  /// A month that must be there, "YYYY-MM".
  public mutating func month(_ text: String, _ field: String) -> CivilMonth? {
    do {
      let month = try CivilMonth(parsing: text)
      if Self.dateRange.contains(month.firstDay) { return month }
      refuse(field, "date_out_of_range", "\(field) \(month) is not between 1990-01 and 2100-12; correct the year")
    } catch {
      refuse(field, error.code.rawValue, "\(field) \(FieldText.quoted(text)): \(error.message)")
    }
    return nil
  }

  /// Checks that of two days, if both are there, the second is not before the first.
  public mutating func order(
    _ earlier: CivilDate?,
    _ earlierField: String,
    _ later: CivilDate?,
    _ laterField: String
  ) {
    guard let earlier, let later, later < earlier else { return }
    refuse(
      laterField,
      "out_of_order",
      "\(laterField) \(later) is before \(earlierField) \(earlier); correct one of them"
    )
  }

  /// A value of a closed list that must be there. `number` is what was sent; 0 means that nothing was.
  @inlinable
  public mutating func choice<Choice: RawRepresentable<Int> & CaseIterable>(
    _ number: Int,
    _ field: String,
    of: Choice.Type = Choice.self
  ) -> Choice? {
    if let choice = Choice(rawValue: number) { return choice }
    let known = Choice.allCases.map { "\($0) (\($0.rawValue))" }.joined(separator: ", ")
    if number == 0 {
      refuse(field, "missing", "\(field) is not set; use one of: \(known)")
    } else {
      refuse(field, "unknown_value", "\(field) \(number) is not known; use one of: \(known)")
    }
    return nil
  }

  /// A value of a closed list that may be left unset (0): then nil.
  public mutating func optionalChoice<Choice: RawRepresentable<Int> & CaseIterable>(
    _ number: Int,
    _ field: String,
    of: Choice.Type = Choice.self
  ) -> Choice? {
    number == 0 ? nil : choice(number, field)
  }

  /// A whole number within a range.
  public mutating func number<Number: BinaryInteger>(_ number: Number, _ field: String, in range: ClosedRange<Number>) {
    if !range.contains(number) {
      refuse(
        field,
        "out_of_range",
        "\(field) \(number) is not between \(range.lowerBound) and \(range.upperBound); correct it"
      )
    }
  }

  /// Checks that a list holds at most `countMax` entries and none twice.
  public mutating func distinct(_ values: [String], _ field: String, countMax: Int) {
    if values.count > countMax {
      refuse(field, "too_many", "\(field) has \(values.count) entries; at most \(countMax) are taken")
      return
    }
    var seen: Set<String> = []
    for value in values where !seen.insert(value).inserted {
      refuse(field, "listed_twice", "\(field) names \(FieldText.quoted(value)) twice; remove one")
      return
    }
  }
}
