/// One figure while it is summed.
struct FigureSum: Hashable, Sendable {
  var count: UInt64 = 0
  var base: UInt64 = 0
  /// Thousandths, by unit of sale.
  var quantities = Quantities()
  var amountDong: Int64 = 0
  var previousAmountDong: Int64 = 0
  /// Of what is measured in days, each record's.
  var days: [Int] = []

  /// Whether nothing is in what a figure of that unit shows.
  func isNothing(as unit: FigureUnit) -> Bool {
    switch unit {
    case .count: count == 0
    case .share: count == 0 && base == 0
    case .quantity: quantities.entries.allSatisfy { $0.thousandths == 0 }
    case .dong: amountDong == 0
    case .growth: amountDong == 0 && previousAmountDong == 0
    case .days: days.isEmpty
    }
  }

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

  /// Adds what listings sold, as an indicator takes it.
  mutating func add(
    _ sums: SalesSums,
    _ indicator: IndicatorID,
    previous: SalesSums,
    unitOfSale: String
  ) throws(FigureOverflow) {
    guard !sums.isTooLarge, !previous.isTooLarge else { throw FigureOverflow(figure: "sales") }
    let completed = UInt64(clamping: sums.completed)
    base += completed
    switch indicator {
    case .quantity:
      count += completed
      if sums.quantityThousandths != 0 || completed > 0 {
        try Self.add(sums.quantityThousandths, to: &quantities[unitOfSale, default: 0], "quantity")
      }
    case .revenue, .revenueGrowth:
      count += completed
      try Self.add(sums.revenueDong, to: &amountDong, "revenue")
      if indicator == .revenueGrowth { try Self.add(previous.revenueDong, to: &previousAmountDong, "revenue") }
    case .ordersCancelled: count += UInt64(clamping: sums.cancelled)
    case .ordersReturned: count += UInt64(clamping: sums.returned)
    case .ordersEvidenced: count += UInt64(clamping: sums.evidenced)
    case .ordersDeclared: count += UInt64(clamping: sums.declared)
    case .ordersEstimated: count += UInt64(clamping: sums.estimated)
    default: count += completed
    }
  }

  /// Takes in the figure of other records of the same total, which was checked to fit.
  mutating func merge(_ other: FigureSum) {
    count += other.count
    base += other.base
    for entry in other.quantities.entries { quantities[entry.unitOfSale, default: 0] &+= entry.thousandths }
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
