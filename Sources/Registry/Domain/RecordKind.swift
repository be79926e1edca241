/// Kinds of record that the registry keeps. The numbers are stored and sent; they never change.
enum RecordKind: Int, Hashable, Sendable, CaseIterable {
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

  /// As events name it. Stored and sent; it never changes.
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
    }
  }
}
