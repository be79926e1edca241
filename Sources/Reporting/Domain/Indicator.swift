/// What is counted in one column of the progress report.
enum Indicator: Hashable, Sendable {
  case productsRecognised
  case producers
  case producersWithStore
  case producersWithPaymentAccount
  case productsListedAnyFloor
  /// Listed on the floor of this identifier.
  case productsListed(floorID: String)
  /// Listed on every floor that is known.
  case productsListedOnEveryFloor
  case orders
  case quantity
  case revenue

  /// Whether it is summed from sales.
  var isOfSales: Bool { self == .orders || self == .quantity || self == .revenue }
}
