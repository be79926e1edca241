/// A quantity in thousandths of a product's unit of sale, so that sums are exact: 2500 is 2.5 kg.
public struct Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Thousandths of the unit of sale.
  public let thousandths: Int64

  /// Nothing.
  public static let zero = Quantity(thousandths: 0)

  /// A quantity of that many thousandths.
  public init(thousandths: Int64) {
    self.thousandths = thousandths
  }

  /// The sum; nil when it is too large to be held.
  public func adding(_ other: Quantity) -> Quantity? {
    let (sum, overflow) = thousandths.addingReportingOverflow(other.thousandths)
    return overflow ? nil : Quantity(thousandths: sum)
  }

  /// A decimal number with a point and no superfluous zeros: "2.5", "100", "-0.001".
  public var description: String {
    let whole = thousandths.magnitude / 1000
    let rest = Int(thousandths.magnitude % 1000)
    var text = (thousandths < 0 ? "-" : "") + String(whole)
    if rest != 0 {
      var digits = DecimalDigits.padded(rest, to: 3)
      while digits.hasSuffix("0") { digits.removeLast() }
      text += "." + digits
    }
    return text
  }

  /// Less comes first.
  public static func < (left: Quantity, right: Quantity) -> Bool {
    left.thousandths < right.thousandths
  }
}
