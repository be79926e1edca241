/// The key of an administrative unit: its code with the first day from which this unit bears it.
/// Codes alone do not tell units apart: all communes of 2025 use a code again, most under another name.
public struct UnitKey: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// General Statistics Office code, text with its leading zeros: "06463".
  public let code: String
  /// First day of the unit.
  public let validFrom: CivilDate

  /// The key of these parts.
  public init(code: String, validFrom: CivilDate) {
    self.code = code
    self.validFrom = validFrom
  }

  /// Reads "06463@2020-01-01". Throws `CalendarError` when it is not of that form.
  public init(parsing text: some StringProtocol) throws(CalendarError) {
    guard let at = text.firstIndex(of: "@"), at != text.startIndex else {
      throw CalendarError(
        .malformed,
        "'\(text.prefix(64))' is not a unit's key; write it as CODE@VALID_FROM, like 06463@2020-01-01"
      )
    }
    code = String(text[..<at])
    validFrom = try CivilDate(parsing: text[text.index(after: at)...])
  }

  /// "06463@2020-01-01".
  public var description: String { "\(code)@\(validFrom)" }

  /// By code, then by day.
  public static func < (left: UnitKey, right: UnitKey) -> Bool {
    (left.code, left.validFrom) < (right.code, right.validFrom)
  }
}
