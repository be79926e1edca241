/// The number that a trade item's bar code writes: GTIN-8, GTIN-12, GTIN-13 or GTIN-14, of any country's prefix.
///
/// The last digit checks the others (GS1 General Specifications, 7.9): from the right they count 3, 1, 3, 1, …, and the
/// digit fills their sum up to a multiple of ten. So every single wrong digit is noticed.
public struct GlobalTradeItemNumber: Hashable, Sendable {
  /// As it stands on the label: 8, 12, 13 or 14 digits.
  public let text: String

  /// Reads a number as it stands on the label, digits only.
  public init(parsing text: String) throws(NumberRefusal) {
    let bytes = Array(text.utf8.prefix(15))
    guard [8, 12, 13, 14].contains(bytes.count), DecimalDigits.value(bytes[...]) != nil else {
      throw NumberRefusal(
        reason: "bad_gtin",
        description: "is no GTIN; write the 8, 12, 13 or 14 digits under the bar code, without blanks"
      )
    }
    // Its check digit fits, and it is nobody's: what a form holds that was not filled in.
    guard bytes.contains(where: { $0 != UInt8(ascii: "0") }) else {
      throw NumberRefusal(
        reason: "bad_gtin",
        description: "holds zeros only; write the digits under the bar code, or leave it empty"
      )
    }
    guard Self.checkDigit(of: bytes.dropLast()) == bytes[bytes.count - 1] - UInt8(ascii: "0") else {
      throw NumberRefusal(
        reason: "wrong_check_digit",
        description: "is mistyped: its last digit does not fit the ones before it; compare it with the label"
      )
    }
    self.text = text
  }

  /// The number of a text that was read as one before; nil for a text of another length. The digits are not looked at
  /// again: rows of products are read more often than anything else.
  public init?(stored text: String) {
    switch text.utf8.count {
    case 8, 12, 13, 14: self.text = text
    default: return nil
    }
  }

  /// The same item's number in 14 digits, whatever form the label has: what two of them are compared by.
  public var fourteenDigits: String {
    String(repeating: "0", count: 14 - text.utf8.count) + text
  }

  /// The digit, 0 to 9, that checks ASCII digits.
  static func checkDigit(of digits: ArraySlice<UInt8>) -> UInt8 {
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      sum += Int(digit - UInt8(ascii: "0")) * (place.isMultiple(of: 2) ? 3 : 1)
    }
    return UInt8((10 - sum % 10) % 10)
  }
}
