import DomainPrimitives

/// What a store lacks to a rule for leading stores; 0 = nothing.
struct LeadingShortfall: Hashable, Sendable {
  let orders: Int64
  let revenueDong: Int64
  let monthsWithSales: Int
  /// Of products sold by the rule's unit.
  let quantityThousandths: Int64

  /// What sales in the rule's window lack.
  init(of sales: StoreSales, to rule: LeadingRule) {
    orders = max(0, rule.ordersMin - sales.orderCount)
    revenueDong = max(0, rule.revenueDongMin - sales.revenueDong)
    monthsWithSales = max(0, rule.monthsWithSalesMin - sales.monthsWithSales.count)
    let quantity = sales.quantityThousandths[rule.quantityUnit] ?? 0
    quantityThousandths = max(0, rule.quantityMin.thousandths - quantity)
  }

  /// Whether the rule is reached.
  var isNone: Bool { orders == 0 && revenueDong == 0 && monthsWithSales == 0 && quantityThousandths == 0 }
}

extension LeadingRule {
  /// The months that the rule looks at for a day: whole months before the month of the day.
  func window(before day: CivilDate) -> ClosedRange<CivilMonth> {
    let month = CivilMonth(containing: day)
    return month.adding(months: -windowMonths)...month.adding(months: -1)
  }
}
