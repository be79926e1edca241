import Feed
import Storage

/// Reads and stores records of every kind.
enum RegistryStore {
  /// The record of a kind and identifier; nil when there is none.
  static func load(_ kind: RecordKind, id: String, in transaction: any ReadTransaction) throws -> StoredRecord<
    RegistryRecord
  >? {
    switch kind {
    case .administrativeUnit: try RegistryTables.units.load(id, in: transaction)?.map(RegistryRecord.administrativeUnit)
    case .unitSuccession: try RegistryTables.successions.load(id, in: transaction)?.map(RegistryRecord.unitSuccession)
    case .producer: try RegistryTables.producers.load(id, in: transaction)?.map(RegistryRecord.producer)
    case .product: try RegistryTables.products.load(id, in: transaction)?.map(RegistryRecord.product)
    case .recognition: try RegistryTables.recognitions.load(id, in: transaction)?.map(RegistryRecord.recognition)
    case .campaignPhase: try RegistryTables.phases.load(id, in: transaction)?.map(RegistryRecord.campaignPhase)
    case .campaignTarget: try RegistryTables.targets.load(id, in: transaction)?.map(RegistryRecord.campaignTarget)
    case .training: try RegistryTables.trainings.load(id, in: transaction)?.map(RegistryRecord.training)
    case .supportRequest:
      try RegistryTables.supportRequests.load(id, in: transaction)?.map(RegistryRecord.supportRequest)
    case .publishedClaim: try RegistryTables.claims.load(id, in: transaction)?.map(RegistryRecord.publishedClaim)
    }
  }

  /// Up to `limit` records of a kind whose identifiers come after `id`, by identifier.
  static func page(
    _ kind: RecordKind,
    after id: String,
    limit: Int,
    in transaction: any ReadTransaction
  ) throws -> [StoredRecord<RegistryRecord>] {
    func page<Record>(
      _ table: RecordTable<Record>,
      _ wrap: (Record) -> RegistryRecord
    ) throws -> [StoredRecord<RegistryRecord>] {
      try table.page(after: id, limit: limit, in: transaction).map { $0.map(wrap) }
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
    }
  }
}
