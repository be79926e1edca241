import DomainPrimitives

/// All that is known of a product from the registry: what it is, and what it has to show.
struct ProductProfile: Hashable, Sendable {
  let id: String
  let producerID: String
  let name: String
  let unitOfSale: String
  let gtin: String
  let seasons: SeasonWindows
  let recognitions: [KnownRecognition]
  let documents: [KnownDocument]

  /// The recognitions that hold on a day, oldest first.
  func validRecognitions(on date: CivilDate, under rules: CertificateRules) -> [KnownRecognition] {
    recognitions.filter { $0.isValid(on: date, under: rules) }.sorted { ($0.issuedOn, $0.id) < ($1.issuedOn, $1.id) }
  }
}
