/// What producers ask help for. The numbers are stored and sent; they never change.
enum SupportKind: Int, Hashable, Sendable, CaseIterable {
  case openStore = 1
  case openPaymentAccount = 2
  case listProduct = 3
  case photos = 4
  case packaging = 5
  case label = 6
  case traceabilityStamp = 7
  case training = 8
  case reEvaluation = 9
  case other = 10
}
