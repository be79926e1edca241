import DomainPrimitives

/// What the rules between records look up. The answers include the records of the import that is being checked.
protocol RegistryFacts {
  /// Whether the same import names this record and refuses it: then nothing is to be said about references to it,
  /// which would only repeat its own fault.
  func isRefused(_ kind: RecordKind, id: String) -> Bool
  /// Whether the same import refuses a unit with this code.
  func isRefused(unitCode: String) -> Bool

  /// Units that ever bore a code, oldest first.
  func units(code: String) throws -> [AdministrativeUnit]
  /// Units in force on a day that are called that, with or without the word for their kind, by key.
  func units(named name: String, on date: CivilDate) throws -> [AdministrativeUnit]
  /// Units whose parent bears a code.
  func units(parentCode: String) throws -> [AdministrativeUnit]
  /// What a unit became.
  func successions(from key: UnitKey) throws -> [UnitSuccession]
  /// What went into a unit.
  func successions(to key: UnitKey) throws -> [UnitSuccession]

  /// Whether who imports may be told of a record by its identifier. Of what they do not reach they hear only that it
  /// is there.
  func isWithinReach(_ kind: RecordKind, id: String) throws -> Bool

  func hasProducer(_ id: String) throws -> Bool
  func producer(_ id: String) throws -> Producer?
  /// Up to `limit` producers that are merged into one, by identifier.
  func producersMerged(into id: String, limit: Int) throws -> [Producer]
  /// Producers that bear a registration number, by identifier.
  func producers(registrationNumber: TaxCode) throws -> [Producer]
  func hasProduct(_ id: String) throws -> Bool
  /// Products that bear the number of a trade item, in whatever form, by identifier.
  func productIDs(gtin: GlobalTradeItemNumber) throws -> [String]
  /// Documents of a product, of a kind, with a reference, by identifier.
  func documents(productID: String, kind: DocumentKind, reference: String) throws -> [ProductDocument]
  func product(_ id: String) throws -> Product?
  /// Recognitions of a product, oldest first.
  func recognitions(productID: String) throws -> [Recognition]
  /// The decisions on recognitions as they follow one another, with the import's own.
  func ruleSets() throws -> RuleSets
  /// The province's own rule sets, by identifier.
  func storedRuleSets() throws -> [RuleSet]
  /// Recognitions issued from a day to before another (nil: for good), counted by what rule sets decide on.
  func recognitionCounts(issuedFrom start: CivilDate, before end: CivilDate?) throws -> [RecognitionCount]
  func inspection(_ id: String) throws -> Inspection?
  func findings(inspectionID: String) throws -> [InspectionFinding]
  func phase(_ id: String) throws -> CampaignPhase?
  /// Phases that a code takes part in.
  func phases(unitCode: String) throws -> [CampaignPhase]
  func targets(phaseID: String) throws -> [CampaignTarget]
  /// Identifier and day of registration of the producers registered in a unit.
  func producerDays(unitCode: String) throws -> [(id: String, day: CivilDate)]
  /// Identifier and day of the trainings held in a unit.
  func trainingDays(unitCode: String) throws -> [(id: String, day: CivilDate)]
}
