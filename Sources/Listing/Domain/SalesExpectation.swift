import DomainPrimitives

/// What a producer expects to sell of a product, as it says. No sale: it is shown beside what is counted.
struct SalesExpectation: Hashable, Sendable {
  let id: String
  let productID: String
  /// Months it speaks of, both included.
  let firstMonth: CivilMonth
  let lastMonth: CivilMonth
  /// A month, lowest and highest; the same when one number was named.
  let quantityMin: Quantity
  let quantityMax: Quantity
  let statedOn: CivilDate
}

extension SalesExpectation {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    productID: String,
    months: (first: String, last: String),
    quantityThousandths: (min: Int64, max: Int64),
    statedOn: String,
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "expectation_id")
    rules.identifier(productID, "product_id")
    let first = rules.month(months.first, "first_month")
    let last = rules.month(months.last, "last_month")
    if let first, let last, last < first {
      rules.refuse(
        "last_month",
        "out_of_order",
        "last_month \(last) is before first_month \(first); correct one of them"
      )
    }
    rules.number(quantityThousandths.min, "quantity_thousandths_min", in: 0...Order.amountMax)
    rules.number(quantityThousandths.max, "quantity_thousandths_max", in: 0...Order.amountMax)
    if quantityThousandths.max < quantityThousandths.min {
      rules.refuse(
        "quantity_thousandths_max",
        "out_of_order",
        "quantity_thousandths_max is below quantity_thousandths_min; correct one of them, or give the same number twice"
      )
    }
    let stated = rules.date(statedOn, "stated_on")
    guard rules.isClean, let first, let last, let stated else { return nil }
    self.init(
      id: id,
      productID: productID,
      firstMonth: first,
      lastMonth: last,
      quantityMin: Quantity(thousandths: quantityThousandths.min),
      quantityMax: Quantity(thousandths: quantityThousandths.max),
      statedOn: stated
    )
  }
}
