/// Sums of sales. Quantities of different units of sale are never added.
struct SalesFigures: Hashable, Sendable {
  var orderCount: UInt64 = 0
  /// Thousandths, by unit of sale.
  var quantities = Quantities()
  /// Whole đồng.
  var revenueDong: Int64 = 0
  var cancelledCount: UInt64 = 0
  var returnedCount: UInt64 = 0

  /// Adds a sale as it was decided; one that is left out adds nothing, unless it is counted apart.
  mutating func add(_ sale: SaleRecord, _ verdict: Verdict, unitOfSale: String) throws(FigureOverflow) {
    switch verdict.reason {
    case .cancelled: try Self.add(sale.orderCount, to: &cancelledCount, "cancelled orders")
    case .returned: try Self.add(sale.orderCount, to: &returnedCount, "returned orders")
    case .some: break
    case nil:
      try Self.add(sale.orderCount, to: &orderCount, "orders")
      if sale.orderCount > 0 || sale.quantityThousandths > 0 {
        try Self.add(sale.quantityThousandths, to: &quantities[unitOfSale, default: 0], "quantity")
      }
      try Self.add(sale.revenueDong, to: &revenueDong, "revenue")
      guard case .monthlyTotal(let cancelled, let returned) = sale.content else { return }
      try Self.add(cancelled, to: &cancelledCount, "cancelled orders")
      try Self.add(returned, to: &returnedCount, "returned orders")
    }
  }

  /// Adds what listings sold.
  mutating func add(_ sums: SalesSums, unitOfSale: String) throws(FigureOverflow) {
    guard !sums.isTooLarge else { throw FigureOverflow(figure: "sales") }
    try Self.add(UInt64(clamping: sums.completed), to: &orderCount, "orders")
    if sums.completed > 0 || sums.quantityThousandths > 0 {
      try Self.add(sums.quantityThousandths, to: &quantities[unitOfSale, default: 0], "quantity")
    }
    try Self.add(sums.revenueDong, to: &revenueDong, "revenue")
    try Self.add(UInt64(clamping: sums.cancelled), to: &cancelledCount, "cancelled orders")
    try Self.add(UInt64(clamping: sums.returned), to: &returnedCount, "returned orders")
  }

  /// Adds sums of other sales.
  mutating func add(_ other: SalesFigures) throws(FigureOverflow) {
    try Self.add(other.orderCount, to: &orderCount, "orders")
    for entry in other.quantities.entries {
      try Self.add(entry.thousandths, to: &quantities[entry.unitOfSale, default: 0], "quantity")
    }
    try Self.add(other.revenueDong, to: &revenueDong, "revenue")
    try Self.add(other.cancelledCount, to: &cancelledCount, "cancelled orders")
    try Self.add(other.returnedCount, to: &returnedCount, "returned orders")
  }

  private static func add<Number: FixedWidthInteger>(
    _ number: Number,
    to sum: inout Number,
    _ figure: String
  ) throws(FigureOverflow) {
    let (result, overflow) = sum.addingReportingOverflow(number)
    guard !overflow else { throw FigureOverflow(figure: figure) }
    sum = result
  }
}
