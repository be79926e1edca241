import DomainPrimitives

/// What makes a store a leading one (cửa hàng đầu tàu) in a window of whole months. Nobody has published numbers, so
/// they are dated data with the decision they rest on. A minimum of 0 asks nothing.
struct LeadingRule: Hashable, Sendable {
  let id: String
  let level: LeadingLevel
  let decision: String
  let validFrom: CivilDate
  /// Day after the last; nil while in force.
  let validTo: CivilDate?
  /// Whole months before the month of the day asked for, 1 to 36.
  let windowMonths: Int
  /// Completed orders in the window.
  let ordersMin: Int64
  /// Whole đồng in the window.
  let revenueDongMin: Int64
  /// Months of the window in which something was sold.
  let monthsWithSalesMin: Int
  /// In the window, of products sold by `quantityUnit`.
  let quantityMin: Quantity
  /// Unit of sale that `quantityMin` counts; empty when that is 0.
  let quantityUnit: String

  /// The days in force. Nil cannot come: the order of the days is checked before a rule is made.
  var days: DateInterval? { try? DateInterval(start: validFrom, end: validTo) }

  /// Months that a rule may look back over.
  static let windowMonthsRange = 1...36
}

extension LeadingRule {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    level: Int,
    decision: String,
    days: (from: String, to: String),
    windowMonths: Int,
    minimums: (orders: Int64, revenueDong: Int64, monthsWithSales: Int, quantityThousandths: Int64),
    quantityUnit: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "leading_rule_id")
    let level = rules.choice(level, "level", of: LeadingLevel.self)
    rules.text(decision, "decision")
    let from = rules.date(days.from, "valid_from")
    let to = rules.optionalDate(days.to, "valid_to")
    if let from, let to, to <= from {
      rules.refuse(
        "valid_to",
        "out_of_order",
        "valid_to \(to) must be after valid_from \(from), since it is the day after the last; correct one of them"
      )
    }
    rules.number(windowMonths, "window_months", in: Self.windowMonthsRange)
    rules.number(minimums.revenueDong, "revenue_dong_min", in: 0...Order.amountMax)
    rules.number(minimums.quantityThousandths, "quantity_thousandths_min", in: 0...Order.amountMax)
    rules.optionalText(quantityUnit, "quantity_unit", charactersMax: 50)
    if minimums.monthsWithSales > windowMonths {
      rules.refuse(
        "months_with_sales_min",
        "out_of_range",
        "months_with_sales_min \(minimums.monthsWithSales) is more than the \(windowMonths) months of the window; "
          + "correct one of them"
      )
    }
    if (minimums.quantityThousandths > 0) == quantityUnit.isEmpty {
      rules.refuse(
        "quantity_unit",
        quantityUnit.isEmpty ? "missing" : "without_quantity",
        "quantity_unit says what quantity_thousandths_min counts; give both or neither"
      )
    }
    let asksNothing =
      minimums.orders == 0 && minimums.revenueDong == 0 && minimums.monthsWithSales == 0
      && minimums.quantityThousandths == 0
    if asksNothing {
      rules.refuse(
        "orders_min",
        "no_minimum",
        "the rule asks nothing, so every store would reach it; give at least one minimum above 0"
      )
    }
    guard rules.isClean, let level, let from else { return nil }
    self.init(
      id: id,
      level: level,
      decision: decision,
      validFrom: from,
      validTo: to,
      windowMonths: windowMonths,
      ordersMin: minimums.orders,
      revenueDongMin: minimums.revenueDong,
      monthsWithSalesMin: minimums.monthsWithSales,
      quantityMin: Quantity(thousandths: minimums.quantityThousandths),
      quantityUnit: quantityUnit
    )
  }
}
