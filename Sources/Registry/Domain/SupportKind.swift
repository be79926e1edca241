/// What producers ask help for. The numbers are stored and sent; they never change.
enum SupportKind: Int, Hashable, Sendable, CaseIterable {
  case openStore = 1
  case openPaymentAccount = 2
  case listProduct = 3
  case photos = 4
  case packaging = 5
  case label = 6
}
