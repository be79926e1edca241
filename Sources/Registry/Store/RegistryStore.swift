import Feed
import Storage

/// Reads and stores records of every kind.
enum RegistryStore {
  /// The record of a kind and identifier; nil when there is none, or none that a filter reaches.
  static func load(
    _ kind: RecordKind,
    id: String,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> StoredRecord<RegistryRecord>? {
    func load<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> RegistryRecord
    ) throws -> StoredRecord<RegistryRecord>? {
      try table.load(id, reachedBy: filter, in: transaction)?.map(wrap)
    }
    return switch kind {
    case .administrativeUnit: try load(RegistryTables.units, RegistryRecord.administrativeUnit)
    case .unitSuccession: try load(RegistryTables.successions, RegistryRecord.unitSuccession)
    case .producer: try load(RegistryTables.producers, RegistryRecord.producer)
    case .product: try load(RegistryTables.products, RegistryRecord.product)
    case .recognition: try load(RegistryTables.recognitions, RegistryRecord.recognition)
    case .campaignPhase: try load(RegistryTables.phases, RegistryRecord.campaignPhase)
    case .campaignTarget: try load(RegistryTables.targets, RegistryRecord.campaignTarget)
    case .training: try load(RegistryTables.trainings, RegistryRecord.training)
    case .supportRequest: try load(RegistryTables.supportRequests, RegistryRecord.supportRequest)
    case .publishedClaim: try load(RegistryTables.claims, RegistryRecord.publishedClaim)
    case .productDocument: try load(RegistryTables.productDocuments, RegistryRecord.productDocument)
    case .ruleSet: try load(RegistryTables.ruleSets, RegistryRecord.ruleSet)
    case .inspection: try load(RegistryTables.inspections, RegistryRecord.inspection)
    case .inspectionFinding: try load(RegistryTables.findings, RegistryRecord.inspectionFinding)
    }
  }

  /// Whether a filter reaches the record of a kind and identifier; false when there is none.
  static func contains(
    _ kind: RecordKind,
    id: String,
    reachedBy filter: RowFilter,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    switch kind {
    case .administrativeUnit: try RegistryTables.units.contains(id, reachedBy: filter, in: transaction)
    case .unitSuccession: try RegistryTables.successions.contains(id, reachedBy: filter, in: transaction)
    case .producer: try RegistryTables.producers.contains(id, reachedBy: filter, in: transaction)
    case .product: try RegistryTables.products.contains(id, reachedBy: filter, in: transaction)
    case .recognition: try RegistryTables.recognitions.contains(id, reachedBy: filter, in: transaction)
    case .campaignPhase: try RegistryTables.phases.contains(id, reachedBy: filter, in: transaction)
    case .campaignTarget: try RegistryTables.targets.contains(id, reachedBy: filter, in: transaction)
    case .training: try RegistryTables.trainings.contains(id, reachedBy: filter, in: transaction)
    case .supportRequest: try RegistryTables.supportRequests.contains(id, reachedBy: filter, in: transaction)
    case .publishedClaim: try RegistryTables.claims.contains(id, reachedBy: filter, in: transaction)
    case .productDocument: try RegistryTables.productDocuments.contains(id, reachedBy: filter, in: transaction)
    case .ruleSet: try RegistryTables.ruleSets.contains(id, reachedBy: filter, in: transaction)
    case .inspection: try RegistryTables.inspections.contains(id, reachedBy: filter, in: transaction)
    case .inspectionFinding: try RegistryTables.findings.contains(id, reachedBy: filter, in: transaction)
    }
  }

  /// Up to `limit` records of a kind whose identifiers come after `id`, by identifier; only those that a filter
  /// reaches, if there is one.
  static func page(
    _ kind: RecordKind,
    after id: String,
    limit: Int,
    reachedBy filter: RowFilter? = nil,
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<RegistryRecord>] {
    func page<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> RegistryRecord
    ) throws -> [StoredRecord<RegistryRecord>] {
      try table.page(after: id, limit: limit, reachedBy: filter, in: transaction).map { $0.map(wrap) }
    }
    return switch kind {
    case .administrativeUnit: try page(RegistryTables.units, RegistryRecord.administrativeUnit)
    case .unitSuccession: try page(RegistryTables.successions, RegistryRecord.unitSuccession)
    case .producer: try page(RegistryTables.producers, RegistryRecord.producer)
    case .product: try page(RegistryTables.products, RegistryRecord.product)
    case .recognition: try page(RegistryTables.recognitions, RegistryRecord.recognition)
    case .campaignPhase: try page(RegistryTables.phases, RegistryRecord.campaignPhase)
    case .campaignTarget: try page(RegistryTables.targets, RegistryRecord.campaignTarget)
    case .training: try page(RegistryTables.trainings, RegistryRecord.training)
    case .supportRequest: try page(RegistryTables.supportRequests, RegistryRecord.supportRequest)
    case .publishedClaim: try page(RegistryTables.claims, RegistryRecord.publishedClaim)
    case .productDocument: try page(RegistryTables.productDocuments, RegistryRecord.productDocument)
    case .ruleSet: try page(RegistryTables.ruleSets, RegistryRecord.ruleSet)
    case .inspection: try page(RegistryTables.inspections, RegistryRecord.inspection)
    case .inspectionFinding: try page(RegistryTables.findings, RegistryRecord.inspectionFinding)
    }
  }

  /// Stores a record as changed at a revision.
  static func save(_ record: RegistryRecord, revision: UInt64, in transaction: any WriteTransaction) throws {
    switch record {
    case .administrativeUnit(let unit): try RegistryTables.units.save(unit, revision: revision, in: transaction)
    case .unitSuccession(let edge): try RegistryTables.successions.save(edge, revision: revision, in: transaction)
    case .producer(let producer): try RegistryTables.producers.save(producer, revision: revision, in: transaction)
    case .product(let product): try RegistryTables.products.save(product, revision: revision, in: transaction)
    case .recognition(let recognition):
      try RegistryTables.recognitions.save(recognition, revision: revision, in: transaction)
    case .campaignPhase(let phase): try RegistryTables.phases.save(phase, revision: revision, in: transaction)
    case .campaignTarget(let target): try RegistryTables.targets.save(target, revision: revision, in: transaction)
    case .training(let training): try RegistryTables.trainings.save(training, revision: revision, in: transaction)
    case .supportRequest(let request):
      try RegistryTables.supportRequests.save(request, revision: revision, in: transaction)
    case .publishedClaim(let claim): try RegistryTables.claims.save(claim, revision: revision, in: transaction)
    case .productDocument(let document):
      try RegistryTables.productDocuments.save(document, revision: revision, in: transaction)
    case .ruleSet(let ruleSet): try RegistryTables.ruleSets.save(ruleSet, revision: revision, in: transaction)
    case .inspection(let inspection):
      try RegistryTables.inspections.save(inspection, revision: revision, in: transaction)
    case .inspectionFinding(let finding):
      try RegistryTables.findings.save(finding, revision: revision, in: transaction)
    }
  }
}
