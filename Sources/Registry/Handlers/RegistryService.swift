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
  ]

  private let database: any Database
  private let handlers: RegistryHandlers
  private let housekeeping: FeedHousekeeping

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
    handlers = RegistryHandlers(database: database, logger: logger, nowUnixMicroseconds: nowUnixMicroseconds)
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

  /// Forgets what it need not keep, until the task is cancelled.
  public func run() async {
    await housekeeping.run()
  }

  /// Epoch and last revision of its change log. Throws `DatabaseError`.
  public func head() async throws -> LogHead {
    try await database.read { try ChangeLog.head(in: $0) }
  }
}
