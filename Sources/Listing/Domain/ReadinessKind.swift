/// What a product needs before it is sold on a floor. The numbers are sent; they never change.
enum ReadinessKind: Int, Hashable, Sendable, CaseIterable {
  case recognition = 1
  case season = 2
  case store = 3
  case paymentAccount = 4
  case gtin = 5
  case traceabilityStamp = 6
  case label = 7
  case packaging = 8
  case process = 9
  case foodSafety = 10
  case testReport = 11
  case photos = 12

  /// The paper or mark that it is; nil for what is none.
  var document: DocumentKind? {
    switch self {
    case .recognition, .season, .store, .paymentAccount, .gtin: nil
    case .traceabilityStamp: .traceabilityStamp
    case .label: .label
    case .packaging: .packaging
    case .process: .process
    case .foodSafety: .foodSafety
    case .testReport: .testReport
    case .photos: .photos
    }
  }

  /// The requirement of a floor that asks for it; nil where a floor cannot do without it anyway.
  var requirement: FloorRequirement? {
    switch self {
    case .recognition: .validRecognition
    case .season, .store: nil
    case .paymentAccount: .paymentAccount
    case .gtin: .gtin
    case .traceabilityStamp: .traceabilityStamp
    case .label: .label
    case .packaging: .packaging
    case .process: .process
    case .foodSafety: .foodSafety
    case .testReport: .testReport
    case .photos: .photos
    }
  }
}
