/// Why a product is not live in a store. The numbers are stored and sent; they never change.
enum NotLiveReason: Int, Hashable, Sendable, CaseIterable {
  case outOfSeason = 1
  case planned = 2
  case soldOut = 3
  case rejectedByFloor = 4
  case withdrawn = 5
  case missingDocument = 6
  case noPaymentAccount = 7
  case waitingForFloor = 8
  case recognitionExpired = 9
  case productionStopped = 10
}
