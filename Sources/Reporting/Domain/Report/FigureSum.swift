/// One figure while it is summed.
struct FigureSum: Hashable, Sendable {
  var count: UInt64 = 0
  var base: UInt64 = 0
  /// Thousandths, by unit of sale.
  var quantities: [String: Int64] = [:]
  var amountDong: Int64 = 0
  var previousAmountDong: Int64 = 0
  /// Of what is measured in days, each record's.
  var days: [Int] = []

  /// Whether nothing is in it.
  var isEmpty: Bool { self == FigureSum() }

  /// Adds a record.
  mutating func add(_ member: ReportMember, unitOfSale: String?) throws(FigureOverflow) {
    if member.isInBase { base += member.base }
    guard member.reason == nil else { return }
    count += member.count
    if let unitOfSale, member.quantityThousandths != 0 || member.count > 0 {
      try Self.add(member.quantityThousandths, to: &quantities[unitOfSale, default: 0], "quantity")
    }
    try Self.add(member.amountDong, to: &amountDong, "revenue")
    try Self.add(member.previousAmountDong, to: &previousAmountDong, "revenue")
    if member.days >= 0 { days.append(member.days) }
  }

  /// Takes in the figure of other records of the same total, which was checked to fit.
  mutating func merge(_ other: FigureSum) {
    count += other.count
    base += other.base
    for (unitOfSale, thousandths) in other.quantities { quantities[unitOfSale, default: 0] &+= thousandths }
    amountDong &+= other.amountDong
    previousAmountDong &+= other.previousAmountDong
    days += other.days
  }

  private static func add(_ number: Int64, to sum: inout Int64, _ figure: String) throws(FigureOverflow) {
    let (result, overflow) = sum.addingReportingOverflow(number)
    guard !overflow else { throw FigureOverflow(figure: figure) }
    sum = result
  }
}
