/// One record of any kind.
enum ListingRecord: Hashable, Sendable {
  case floor(Floor)
  case store(Store)
  case paymentAccount(PaymentAccount)
  case productListing(ProductListing)
  case order(Order)
  case monthlySales(MonthlySales)

  /// What kind of record it is.
  var kind: RecordKind {
    switch self {
    case .floor: .floor
    case .store: .store
    case .paymentAccount: .paymentAccount
    case .productListing: .productListing
    case .order: .order
    case .monthlySales: .monthlySales
    }
  }

  /// Its identifier, unique within its kind.
  var id: String {
    switch self {
    case .floor(let floor): floor.id
    case .store(let store): store.id
    case .paymentAccount(let account): account.id
    case .productListing(let listing): listing.id
    case .order(let order): order.id
    case .monthlySales(let sales): sales.id
    }
  }
}
