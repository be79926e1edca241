import DomainPrimitives

/// One record of the two sources, as reports need it. Orders are no facts: there are too many of them to be held at
/// once.
enum Fact: Hashable, Sendable {
  case administrativeUnit(AdministrativeUnit)
  case unitSuccession(UnitSuccession)
  case producer(Producer)
  case product(Product)
  case recognition(Recognition)
  case campaignPhase(CampaignPhase)
  case campaignTarget(CampaignTarget)
  case training(Training)
  case supportRequest(SupportRequest)
  case publishedClaim(PublishedClaim)
  case productDocument(ProductDocument)
  case ruleSet(RecordedRule)
  case inspection(Inspection)
  case inspectionFinding(InspectionFinding)
  case unitPlacement(ProducerPlacement)
  case floor(Floor)
  case store(Store)
  case paymentAccount(PaymentAccount)
  case productListing(ProductListing)
  case monthlySales(SaleRecord)
  case listingObservation(ListingLook)
  case leadingRule(LeadingRule)
  case salesExpectation(SalesExpectation)
}
