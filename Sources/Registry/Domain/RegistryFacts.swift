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

  func hasProducer(_ id: String) throws -> Bool
  /// The producer with an identifier; nil when there is none.
  func producer(_ id: String) throws -> Producer?
  /// Where a producer was placed, by identifier of the placement.
  func placements(producerID: String) throws -> [UnitPlacementRecord]
  func hasProduct(_ id: String) throws -> Bool
  func phase(_ id: String) throws -> CampaignPhase?
  /// Phases that a code takes part in.
  func phases(unitCode: String) throws -> [CampaignPhase]
  func targets(phaseID: String) throws -> [CampaignTarget]
  /// Identifier and day of registration of the producers registered in a unit.
  func producerDays(unitCode: String) throws -> [(id: String, day: CivilDate)]
  /// Identifier and day of the trainings held in a unit.
  func trainingDays(unitCode: String) throws -> [(id: String, day: CivilDate)]
}
