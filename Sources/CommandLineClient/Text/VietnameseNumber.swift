/// Numbers as Vietnamese readers write them: a dot between thousands, a comma before decimals.
enum VietnameseNumber {
  /// "317.856.000"
  static func grouped(_ value: some BinaryInteger) -> String {
    let digits = String(value.magnitude)
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) {
        result.append(".")
      }
      result.append(digit)
    }
    return result
  }

  /// Whole đồng: "317.856.000 đ".
  static func dong(_ value: Int64) -> String { grouped(value) + " đ" }

  /// Thousandths of a unit: 1234500 is "1.234,5".
  static func quantity(thousandths: Int64) -> String {
    let whole = grouped(thousandths.magnitude / 1000)
    let fraction = DecimalQuantity.fractionDigits(ofThousandths: thousandths)
    return (thousandths < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "," + fraction)
  }

  /// A share with its numerator and denominator: "8/11 73 %"; "0/0 –" when there is no data, which is not 0 percent.
  ///
  /// Rounded to the nearest percent, except that only a whole is 100 % and only nothing is 0 %.
  static func share(_ numerator: UInt64, of denominator: UInt64) -> String {
    guard let percent = percent(numerator, of: denominator) else { return "\(numerator)/0 –" }
    return "\(numerator)/\(denominator) \(percent) %"
  }

  /// Whole percent, rounded as ``share(_:of:)`` says; nil without a denominator.
  static func percent(_ numerator: UInt64, of denominator: UInt64) -> UInt64? {
    guard denominator > 0 else { return nil }
    let (high, low) = numerator.multipliedFullWidth(by: 100)
    // A quotient that does not fit would need a numerator far above its denominator: no share is like that.
    guard high < denominator else { return UInt64.max }
    let (quotient, remainder) = denominator.dividingFullWidth((high, low))
    let rounded = remainder >= denominator - remainder ? quotient + 1 : quotient
    if rounded == 0 { return numerator == 0 ? 0 : 1 }
    return rounded == 100 && numerator < denominator ? 99 : rounded
  }
}
