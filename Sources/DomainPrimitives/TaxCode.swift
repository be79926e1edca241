/// A Vietnamese tax code (mã số thuế) of an organisation or a business: "0100047516"; of a unit that depends on one,
/// with "-" and three digits: "0100047516-001".
///
/// The tenth digit checks the nine before it (Circulars 105/2020/TT-BTC and 86/2024/TT-BTC on tax registration): they
/// are multiplied by 31, 29, 23, 19, 17, 13, 7, 5, 3 and added, and the digit is 10 less the remainder of the sum by
/// 11. Nine digits whose remainder is 0 have no check digit and are in no code.
///
/// Since 1 July 2025 households use the citizen's number of their head, 12 digits without a check digit, as their tax
/// code (86/2024/TT-BTC). That number is personal data which this system does not hold, so it is refused.
public struct TaxCode: Hashable, Sendable {
  /// In its one form: 10 digits, or 10 digits, "-" and 3 digits.
  public let text: String

  private static let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3]

  /// Reads a code in its one form, without blanks.
  public init(parsing text: String) throws(NumberRefusal) {
    let bytes = Array(text.utf8.prefix(15))
    if bytes.count == 12, DecimalDigits.value(bytes[...]) != nil {
      throw NumberRefusal(
        reason: "citizen_number",
        description: "has 12 digits: the number of a citizen, which households use as their tax code since "
          + "1 July 2025. It is personal data and is not kept here; leave the field empty"
      )
    }
    if bytes.count == 13, DecimalDigits.value(bytes[...]) != nil {
      throw Self.malformed("has 13 digits; write \"-\" before the last three, like 0100047516-001")
    }
    guard bytes.count == 10 || bytes.count == 14, DecimalDigits.value(bytes.prefix(10)) != nil else {
      throw Self.malformed("is no tax code; write its 10 digits without blanks, a dependent unit's like 0100047516-001")
    }
    if bytes.count == 14 {
      guard bytes[10] == UInt8(ascii: "-"), let unit = DecimalDigits.value(bytes[11...]), unit > 0 else {
        throw Self.malformed("does not end in \"-\" and a dependent unit's number, 001 to 999; write 0100047516-001")
      }
    }
    guard Self.checkDigit(of: bytes.prefix(9)) == bytes[9] - UInt8(ascii: "0") else {
      throw NumberRefusal(
        reason: "wrong_check_digit",
        description: "is mistyped: its tenth digit does not fit the nine before it; compare it with the certificate"
      )
    }
    self.text = text
  }

  /// The digit, 0 to 9, that checks nine ASCII digits; nil when they can be in no code.
  static func checkDigit(of nineDigits: ArraySlice<UInt8>) -> UInt8? {
    let sum = zip(nineDigits, weights).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
    let remainder = sum % 11
    return remainder == 0 ? nil : UInt8(10 - remainder)
  }

  private static func malformed(_ description: String) -> NumberRefusal {
    NumberRefusal(reason: "bad_tax_code", description: description)
  }
}
