/// Kinds of record that the listing service keeps. The numbers are stored and sent; they never change.
enum RecordKind: Int, Hashable, Sendable, CaseIterable {
  case floor = 1
  case store = 2
  case paymentAccount = 3
  case productListing = 4
  case order = 5
  case monthlySales = 6
}
