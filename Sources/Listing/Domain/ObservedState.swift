/// What somebody saw of a listing. The numbers are stored and sent; they never change.
enum ObservedState: Int, Hashable, Sendable, CaseIterable {
  case live = 1
  case notFound = 2
  case notForSale = 3
}
