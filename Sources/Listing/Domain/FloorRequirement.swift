/// What a floor may want before it takes a product. The numbers are stored and sent; they never change.
enum FloorRequirement: Int, Hashable, Sendable, CaseIterable {
  case validRecognition = 1
  case paymentAccount = 2
  case gtin = 3
  case traceabilityStamp = 4
  case label = 5
  case packaging = 6
  case process = 7
  case foodSafety = 8
  case testReport = 9
  case photos = 10
}
