import DomainPrimitives

@testable import Registry

/// Facts that a test lays down, for rules on recognitions, rule sets and inspections. Of everything else there is
/// nothing.
struct FixedFacts: RegistryFacts {
  var products: [Product] = []
  var recognitions: [Recognition] = []
  var stored: [RuleSet] = []
  var inspections: [Inspection] = []
  var findings: [InspectionFinding] = []
  var phases: [CampaignPhase] = []
  var targets: [CampaignTarget] = []
  var isEverythingReached = true

  func isRefused(_ kind: RecordKind, id: String) -> Bool { false }
  func isRefused(unitCode: String) -> Bool { false }
  func units(code: String) throws -> [AdministrativeUnit] { [] }
  func units(named name: String, on date: CivilDate) throws -> [AdministrativeUnit] { [] }
  func units(parentCode: String) throws -> [AdministrativeUnit] { [] }
  func successions(from key: UnitKey) throws -> [UnitSuccession] { [] }
  func successions(to key: UnitKey) throws -> [UnitSuccession] { [] }
  func isWithinReach(_ kind: RecordKind, id: String) throws -> Bool { isEverythingReached }
  func hasProducer(_ id: String) throws -> Bool { true }
  func producer(_ id: String) throws -> Producer? { nil }
  func placements(producerID: String) throws -> [UnitPlacementRecord] { [] }
  func producersMerged(into id: String, limit: Int) throws -> [Producer] { [] }
  func producers(registrationNumber: TaxCode) throws -> [Producer] { [] }
  func productIDs(gtin: GlobalTradeItemNumber) throws -> [String] { [] }
  func documents(productID: String, kind: DocumentKind, reference: String) throws -> [ProductDocument] { [] }
  func hasProduct(_ id: String) throws -> Bool { true }
  func product(_ id: String) throws -> Product? { products.first { $0.id == id } }
  func recognitions(productID: String) throws -> [Recognition] { recognitions.filter { $0.productID == productID } }
  func ruleSets() throws -> RuleSets { RuleSets(stored: stored) }
  func storedRuleSets() throws -> [RuleSet] { stored }
  func recognitionCounts(issuedFrom start: CivilDate, before end: CivilDate?) throws -> [RecognitionCount] {
    recognitions.filter { $0.issuedOn >= start && end.map($0.issuedOn.isBefore) ?? true }.map { recognition in
      RecognitionCount(
        stars: recognition.stars,
        points: recognition.points,
        authority: recognition.authority,
        group: recognition.group,
        count: 1,
        exampleID: recognition.id
      )
    }
  }
  func inspection(_ id: String) throws -> Inspection? { inspections.first { $0.id == id } }
  func findings(inspectionID: String) throws -> [InspectionFinding] {
    findings.filter { $0.inspectionID == inspectionID }
  }
  func phase(_ id: String) throws -> CampaignPhase? { phases.first { $0.id == id } }
  func phases(unitCode: String) throws -> [CampaignPhase] { [] }
  func targets(phaseID: String) throws -> [CampaignTarget] { targets.filter { $0.phaseID == phaseID } }
  func producerDays(unitCode: String) throws -> [(id: String, day: CivilDate)] { [] }
  func trainingDays(unitCode: String) throws -> [(id: String, day: CivilDate)] { [] }
}

extension CivilDate {
  fileprivate func isBefore(_ other: CivilDate) -> Bool { self < other }
}
