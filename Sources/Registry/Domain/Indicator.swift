/// Figures that targets are set and claims are made for. The numbers are stored and sent; they never change.
enum Indicator: Int, Hashable, Sendable, CaseIterable {
  case productsRecognised = 1
  case producers = 2
  case producersWithStore = 3
  case producersWithPaymentAccount = 4
  case productsListedAnyFloor = 5
  case productsListedEachFloor = 6
  case productsListedBothFloors = 7
  case orders = 8
  case quantity = 9
  case revenue = 10
}
