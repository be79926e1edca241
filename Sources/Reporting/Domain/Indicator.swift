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

  /// INDICATOR_PRODUCTS_LISTED_EACH_FLOOR of ocop.registry.v1.Indicator: the only one that needs a floor.
  static let eachFloorNumber: Int32 = 6

  /// The indicator with that number in ocop.registry.v1.Indicator; nil for an unknown one, and for the one that needs
  /// a floor.
  init?(number: Int32) {
    switch number {
    case 1: self = .productsRecognised
    case 2: self = .producers
    case 3: self = .producersWithStore
    case 4: self = .producersWithPaymentAccount
    case 5: self = .productsListedAnyFloor
    case 7: self = .productsListedOnEveryFloor
    case 8: self = .orders
    case 9: self = .quantity
    case 10: self = .revenue
    default: return nil
    }
  }

  /// Whether it is summed from sales.
  var isOfSales: Bool { self == .orders || self == .quantity || self == .revenue }
}
