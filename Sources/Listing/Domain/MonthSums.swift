import DomainPrimitives

/// What was sold through a listing in a month. Cancelled and returned orders are counted, and nothing of them is sold.
struct MonthSums: Hashable, Sendable {
  var completedCount: Int64 = 0
  var cancelledCount: Int64 = 0
  var returnedCount: Int64 = 0
  /// Of completed orders.
  var quantityThousandths: Int64 = 0
  /// Of completed orders, whole đồng.
  var revenueDong: Int64 = 0

  /// Nothing.
  static let zero = MonthSums()

  /// Whether something was sold.
  var hasSales: Bool { completedCount > 0 || quantityThousandths > 0 }

  /// The sums without what was added before; `MonthSumOverflow` when one is too small to be held.
  func subtracting(_ other: MonthSums) throws(MonthSumOverflow) -> MonthSums {
    var result = MonthSums()
    for field in Self.fields {
      let (value, overflow) = self[keyPath: field].subtractingReportingOverflow(other[keyPath: field])
      if overflow { throw MonthSumOverflow() }
      result[keyPath: field] = value
    }
    return result
  }

  private static var fields: [WritableKeyPath<MonthSums, Int64>] {
    [\.completedCount, \.cancelledCount, \.returnedCount, \.quantityThousandths, \.revenueDong]
  }
}

extension MonthSums {
  /// What one order adds.
  init(_ order: Order) {
    switch order.state {
    case .completed:
      completedCount = 1
      quantityThousandths = order.quantity.thousandths
      revenueDong = order.revenueDong
    case .cancelled: cancelledCount = 1
    case .returned: returnedCount = 1
    }
  }

  /// What a month's total stands for.
  init(_ sales: MonthlySales) {
    completedCount = Int64(sales.orderCount)
    cancelledCount = Int64(sales.cancelledCount)
    returnedCount = Int64(sales.returnedCount)
    quantityThousandths = sales.quantity.thousandths
    revenueDong = sales.revenueDong
  }
}
