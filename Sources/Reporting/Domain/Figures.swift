/// The figures of one row.
struct Figures: Hashable, Sendable {
  /// Denominator of every share of products.
  var productsRecognised: UInt64 = 0
  /// Denominator of the shares of producers.
  var producers: UInt64 = 0
  var producersWithStore: UInt64 = 0
  var producersWithPaymentAccount: UInt64 = 0
  var productsListedAnyFloor: UInt64 = 0
  /// In the order of the floors.
  var productsListedByFloor: [UInt64]
  var productsListedOnEveryFloor: UInt64 = 0
  var productsOutOfSeason: UInt64 = 0
  var sales = SalesFigures()

  /// Nothing counted yet, for that many floors.
  init(floorCount: Int) {
    productsListedByFloor = Array(repeating: 0, count: floorCount)
  }

  /// Adds the figures of other records, for the same floors.
  mutating func add(_ other: Figures) throws(FigureOverflow) {
    productsRecognised += other.productsRecognised
    producers += other.producers
    producersWithStore += other.producersWithStore
    producersWithPaymentAccount += other.producersWithPaymentAccount
    productsListedAnyFloor += other.productsListedAnyFloor
    for floor in productsListedByFloor.indices { productsListedByFloor[floor] += other.productsListedByFloor[floor] }
    productsListedOnEveryFloor += other.productsListedOnEveryFloor
    productsOutOfSeason += other.productsOutOfSeason
    try sales.add(other.sales)
  }

  /// Whether anything at all is in it.
  var isEmpty: Bool {
    productsRecognised == 0 && producers == 0 && producersWithStore == 0 && producersWithPaymentAccount == 0
      && productsListedAnyFloor == 0 && productsListedByFloor.allSatisfy { $0 == 0 } && productsListedOnEveryFloor == 0
      && productsOutOfSeason == 0 && sales == SalesFigures()
  }
}
