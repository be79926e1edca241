/// Sums of a listing's sales. A sum that no longer fits is the largest number there is from then on: `isTooLarge`.
struct SalesSums: Hashable, Sendable {
  /// Orders sold, and of them those by where they come from; the others' origin is not told.
  var completed: Int64 = 0
  var evidenced: Int64 = 0
  var declared: Int64 = 0
  var estimated: Int64 = 0
  var cancelled: Int64 = 0
  var returned: Int64 = 0
  /// Orders in a state that this program does not know.
  var other: Int64 = 0
  /// Thousandths of the product's unit of sale, of orders sold.
  var quantityThousandths: Int64 = 0
  /// Whole đồng, of orders sold.
  var revenueDong: Int64 = 0

  /// Whether quantity or revenue do not fit.
  var isTooLarge: Bool { quantityThousandths == .max || revenueDong == .max }

  /// Whether all orders are sold and come from a floor's export.
  var isOfExportsOnly: Bool {
    evidenced == completed && declared == 0 && estimated == 0 && cancelled == 0 && returned == 0 && other == 0
  }

  /// Whether there is any order, sold or not.
  var isEmpty: Bool { completed == 0 && cancelled == 0 && returned == 0 && other == 0 }

  /// Takes an order in.
  mutating func add(_ order: OrderLine) {
    change(by: order, sign: 1)
  }

  /// Takes an order out again. Sums that were too large stay so: they have to be made anew.
  mutating func subtract(_ order: OrderLine) {
    change(by: order, sign: -1)
  }

  /// Takes other sums in.
  mutating func add(_ other: SalesSums) {
    completed += other.completed
    evidenced += other.evidenced
    declared += other.declared
    estimated += other.estimated
    cancelled += other.cancelled
    returned += other.returned
    self.other += other.other
    quantityThousandths = Self.sum(quantityThousandths, other.quantityThousandths)
    revenueDong = Self.sum(revenueDong, other.revenueDong)
  }

  /// What is left of sums when others, which are a part of them, are taken out. What is too large stays so.
  func without(_ part: SalesSums) -> SalesSums {
    SalesSums(
      completed: completed &- part.completed,
      evidenced: evidenced &- part.evidenced,
      declared: declared &- part.declared,
      estimated: estimated &- part.estimated,
      cancelled: cancelled &- part.cancelled,
      returned: returned &- part.returned,
      other: other &- part.other,
      quantityThousandths: Self.difference(quantityThousandths, part.quantityThousandths),
      revenueDong: Self.difference(revenueDong, part.revenueDong)
    )
  }

  /// Takes in other sums of which is known that they fit.
  mutating func addWithoutCheck(_ other: SalesSums) {
    completed &+= other.completed
    evidenced &+= other.evidenced
    declared &+= other.declared
    estimated &+= other.estimated
    cancelled &+= other.cancelled
    returned &+= other.returned
    self.other &+= other.other
    quantityThousandths &+= other.quantityThousandths
    revenueDong &+= other.revenueDong
  }

  private mutating func change(by order: OrderLine, sign: Int64) {
    switch order.state {
    case .cancelled: cancelled += sign
    case .returned: returned += sign
    case .unknown: other += sign
    case .completed:
      completed += sign
      switch order.evidence {
      case .floorExport: evidenced += sign
      case .declared: declared += sign
      case .estimated: estimated += sign
      case .unknown: break
      }
      quantityThousandths = Self.sum(quantityThousandths, sign * order.quantityThousandths)
      revenueDong = Self.sum(revenueDong, sign * order.revenueDong)
    }
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    if left == .max || right == .max { return .max }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  private static func difference(_ whole: Int64, _ part: Int64) -> Int64 {
    whole == .max ? .max : whole &- part
  }
}

extension SalesSums {
  /// What a month's total says.
  init(_ total: SaleRecord) {
    let count = Int64(clamping: total.orderCount)
    completed = count
    switch total.evidence {
    case .floorExport: evidenced = count
    case .declared: declared = count
    case .estimated: estimated = count
    case .unknown: break
    }
    quantityThousandths = total.quantityThousandths
    revenueDong = total.revenueDong
    guard case .monthlyTotal(let cancelledCount, let returnedCount) = total.content else { return }
    cancelled = Int64(clamping: cancelledCount)
    returned = Int64(clamping: returnedCount)
  }
}
