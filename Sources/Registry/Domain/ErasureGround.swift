/// Why data is erased. The numbers are stored and sent; they never change.
enum ErasureGround: Int, Hashable, Sendable, CaseIterable {
  case request = 1
  case consentWithdrawn = 2
  case purposeFulfilled = 3
  case unlawful = 4
  case order = 5
}
