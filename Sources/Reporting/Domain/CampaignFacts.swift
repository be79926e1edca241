import DomainPrimitives

/// Everything that reports are counted from, except single orders. Plain values: the same facts give the same
/// figures, whatever storage they came from. Records may point to records that are not here (the two sources are
/// followed apart): what belongs to nobody yet counts as undetermined, never as nothing.
struct CampaignFacts: Sendable {
  var geography: AdministrativeGeography = .empty
  var phases: [CampaignPhase] = []
  var floors: [Floor] = []
  var producers: [Producer] = []
  var products: [Product] = []
  var recognitions: [Recognition] = []
  var stores: [Store] = []
  var paymentAccounts: [PaymentAccount] = []
  var listings: [ProductListing] = []
  var claims: [PublishedClaim] = []
  var rules = CertificateRules()
  var targets: [CampaignTarget] = []
  var trainings: [Training] = []
  var supportRequests: [SupportRequest] = []
  var documents: [ProductDocument] = []
  var inspections: [Inspection] = []
  var findings: [InspectionFinding] = []
  var looks: [ListingLook] = []
  var leadingRules: [LeadingRule] = []
  /// Totals of months, as they were reported.
  var monthlyTotals: [SaleRecord] = []
  var expectations: [SalesExpectation] = []

  /// First day whose sales count: the start of the campaign's first phase; nil without a phase, then all count.
  var campaignStart: CivilDate? { phases.map(\.startsOn).min() }
}
