import ClientKit

/// Quantities as offices write them in a spreadsheet: "2.5" is 2500 thousandths.
enum DecimalQuantity {
  /// Why a text is not a quantity.
  struct Fault: Error, Hashable {
    let reason: String
  }

  /// Thousandths of a decimal text: digits, then perhaps a point and one to three digits.
  ///
  /// - Throws: ``Fault`` saying what to write instead.
  static func thousandths(of text: String) throws(Fault) -> Int64 {
    if text.contains(",") {
      throw Fault(reason: "a comma in a number (write decimals with a point and thousands without a mark: 1250.5)")
    }
    let isNegative = text.hasPrefix("-")
    let parts = (isNegative ? String(text.dropFirst()) : text).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) }) else {
      throw Fault(reason: "not a number (write digits, with a point before decimals: 2.5)")
    }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    if fraction.count > 3 {
      throw Fault(reason: "more than three decimals (round to thousandths of the unit of sale)")
    }
    let padded = fraction + String(repeating: "0", count: 3 - fraction.count)
    guard let value = Int64((isNegative ? "-" : "") + parts[0] + padded) else {
      throw Fault(reason: "too large a number (at most 9223372036854775.807)")
    }
    return value
  }

  /// Thousandths as the decimal text that ``thousandths(of:)`` reads back: 2500 is "2.5".
  static func text(thousandths: Int64) -> String {
    let fraction = fractionDigits(ofThousandths: thousandths)
    let whole = (thousandths < 0 ? "-" : "") + String(thousandths.magnitude / 1000)
    return fraction.isEmpty ? whole : whole + "." + fraction
  }

  /// Decimals without zeros at their end: "5" of 2500, "" of 2000.
  static func fractionDigits(ofThousandths thousandths: Int64) -> String {
    let digits = String(thousandths.magnitude % 1000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return String(padded.reversed().drop { $0 == "0" }.reversed())
  }
}
