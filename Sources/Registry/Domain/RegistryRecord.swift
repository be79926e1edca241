import DomainPrimitives

/// One record of any kind.
enum RegistryRecord: Hashable, Sendable {
  case administrativeUnit(AdministrativeUnit)
  case unitSuccession(UnitSuccessionRecord)
  case producer(Producer)
  case product(Product)
  case recognition(Recognition)
  case campaignPhase(CampaignPhase)
  case campaignTarget(CampaignTarget)
  case training(Training)
  case supportRequest(SupportRequest)
  case publishedClaim(PublishedClaim)
  case productDocument(ProductDocument)
  case ruleSet(RuleSet)
  case inspection(Inspection)
  case inspectionFinding(InspectionFinding)

  /// What kind of record it is.
  var kind: RecordKind {
    switch self {
    case .administrativeUnit: .administrativeUnit
    case .unitSuccession: .unitSuccession
    case .producer: .producer
    case .product: .product
    case .recognition: .recognition
    case .campaignPhase: .campaignPhase
    case .campaignTarget: .campaignTarget
    case .training: .training
    case .supportRequest: .supportRequest
    case .publishedClaim: .publishedClaim
    case .productDocument: .productDocument
    case .ruleSet: .ruleSet
    case .inspection: .inspection
    case .inspectionFinding: .inspectionFinding
    }
  }

  /// Its identifier, unique within its kind.
  var id: String {
    switch self {
    case .administrativeUnit(let unit): unit.key.description
    case .unitSuccession(let succession): succession.id
    case .producer(let producer): producer.id
    case .product(let product): product.id
    case .recognition(let recognition): recognition.id
    case .campaignPhase(let phase): phase.id
    case .campaignTarget(let target): target.id
    case .training(let training): training.id
    case .supportRequest(let request): request.id
    case .publishedClaim(let claim): claim.id
    case .productDocument(let document): document.id
    case .ruleSet(let ruleSet): ruleSet.id
    case .inspection(let inspection): inspection.id
    case .inspectionFinding(let finding): finding.id
    }
  }
}
