/// Kinds of record in the copy. The numbers are stored: those of the registry's kinds as ocop.registry.v1.RecordKind
/// has them, those of listing's with 100 added.
enum FactKind: Int64, Hashable, Sendable, CaseIterable {
  case administrativeUnit = 1
  case unitSuccession = 2
  case producer = 3
  case product = 4
  case recognition = 5
  case campaignPhase = 6
  case campaignTarget = 7
  case training = 8
  case supportRequest = 9
  case publishedClaim = 10
  case productDocument = 11
  case ruleSet = 12
  case inspection = 13
  case inspectionFinding = 14
  case unitPlacement = 15
  case floor = 101
  case store = 102
  case paymentAccount = 103
  case productListing = 104
  case monthlySales = 106
  case listingObservation = 107
  case leadingRule = 110
  case salesExpectation = 111

  /// Numbers of the kinds that come from the registry, and of those from the listing service.
  static let registryNumbers: ClosedRange<Int64> = 1...99
  static let listingNumbers: ClosedRange<Int64> = 100...199

  /// As the protocol names the record: "product_listing".
  var name: String {
    switch self {
    case .administrativeUnit: "administrative_unit"
    case .unitSuccession: "unit_succession"
    case .producer: "producer"
    case .product: "product"
    case .recognition: "recognition"
    case .campaignPhase: "campaign_phase"
    case .campaignTarget: "campaign_target"
    case .training: "training"
    case .supportRequest: "support_request"
    case .publishedClaim: "published_claim"
    case .productDocument: "product_document"
    case .ruleSet: "rule_set"
    case .inspection: "inspection"
    case .inspectionFinding: "inspection_finding"
    case .unitPlacement: "unit_placement"
    case .floor: "floor"
    case .store: "store"
    case .paymentAccount: "payment_account"
    case .productListing: "product_listing"
    case .monthlySales: "monthly_sales"
    case .listingObservation: "listing_observation"
    case .leadingRule: "leading_rule"
    case .salesExpectation: "sales_expectation"
    }
  }
}
