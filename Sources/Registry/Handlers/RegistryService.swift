public import Audit
public import Feed
public import Logging
public import RPC
import Services
public import Storage

/// The producer registry: what its daemon runs, over any database and any transport.
public struct RegistryService: Sendable {
  /// Its schema, from the first release on.
  public static let migrations: [Migration] = [
    ChangeLog.migration(version: 1),
    OperationLedger.migration(version: 2),
    Migration(version: 3, name: "administrative units", sql: RegistrySchema.units),
    Migration(version: 4, name: "producers, products, recognitions", sql: RegistrySchema.producers),
    Migration(version: 5, name: "campaign", sql: RegistrySchema.campaign),
    Migration(version: 6, name: "trainings and support requests", sql: RegistrySchema.support),
    AuditLog.migration(version: 7),
    Migration(version: 8, name: "contacts and erasures", sql: RegistrySchema.contacts),
    Migration(version: 9, name: "merges, numbers, season exceptions, documents", sql: RegistrySchema.documents),
    Migration(version: 10, name: "rule sets, re-evaluations, inspections", sql: RegistrySchema.rulesAndInspections),
    Migration(version: 11, name: "search", sql: RegistrySchema.search),
    Migration(version: 12, name: "unit placements", sql: RegistrySchema.placements),
    Migration(version: 13, name: "seasons in the row of a product", sql: RegistrySchema.seasonsInRow),
    ConflictQueue.migration(version: 14),
    Migration(version: 15, name: "past owners", sql: RegistrySchema.pastOwners),
    Migration(version: 16, name: "revisions of producers and placements", sql: RegistrySchema.producerRevisions),
  ]

  private let database: any Database
  let handlers: RegistryHandlers
  private let housekeeping: FeedHousekeeping
  private let sweep: ErasureSweep
  let indexing: Indexing
  let pastOwnerIndexing: Indexing
  /// Takes refused calls into the audit log.
  public let refusals: AuditRefusals

  /// - Parameters:
  ///   - database: Its store, opened with `migrations`.
  ///   - retention: What it keeps for how long.
  ///   - logger: Where imports and housekeeping are noted.
  ///   - nowUnixMicroseconds: Its clock: microseconds since 1970-01-01T00:00:00Z.
  public init(
    database: any Database,
    retention: FeedRetention = FeedRetention(),
    logger: Logger,
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = UnixTime.nowMicroseconds
  ) {
    self.database = database
    refusals = AuditRefusals(database: database, logger: logger, nowUnixMicroseconds: nowUnixMicroseconds)
    sweep = ErasureSweep(database: database, logger: logger)
    indexing = .search(database, logger: logger)
    pastOwnerIndexing = .pastOwners(database, logger: logger)
    handlers = RegistryHandlers(
      database: database,
      logger: logger,
      refusals: refusals,
      sweep: sweep,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
    housekeeping = FeedHousekeeping(
      database: database,
      retention: retention,
      logger: logger,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
  }

  /// Adds `ocop.registry.v1.Registry` to what a server answers.
  public func register(in router: inout Router) {
    router.register(handlers)
  }

  /// Forgets what it need not keep, clears what was erased, writes down refused calls, and completes its indices,
  /// until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await housekeeping.run() }
      group.addTask { await sweep.run() }
      group.addTask { await refusals.run() }
      group.addTask { await indexing.run() }
      group.addTask { await pastOwnerIndexing.run() }
    }
  }

  /// Epoch and last revision of its change log. Throws `DatabaseError`.
  public func head() async throws -> LogHead {
    try await database.read { try ChangeLog.head(in: $0) }
  }
}
