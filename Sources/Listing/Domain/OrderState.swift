/// What became of an order. The numbers are stored and sent; they never change.
enum OrderState: Int, Hashable, Sendable, CaseIterable {
  case completed = 1
  case cancelled = 2
  case returned = 3
}
