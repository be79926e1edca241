public import Audit
public import Feed
public import Logging
public import Messages
public import RPC
import Services
public import Storage

/// The listing service: what its daemon runs, over any database and any transport. It follows the registry and keeps
/// its own copy of what it needs of it, so it goes on answering and importing while the registry is down.
public struct ListingService: Sendable {
  /// Its schema, from the first release on.
  public static let migrations: [Migration] = [
    ChangeLog.migration(version: 1),
    OperationLedger.migration(version: 2),
    FollowerCursor.migration(version: 3),
    Migration(version: 4, name: "registry projection", sql: ListingSchema.registryProjection),
    Migration(version: 5, name: "floors, stores, accounts, listings", sql: ListingSchema.stores),
    Migration(version: 6, name: "orders and monthly sales", sql: ListingSchema.sales),
    Migration(version: 7, name: "places of producers", sql: ListingSchema.places),
    AuditLog.migration(version: 8),
    Migration(version: 9, name: "observations, prices, pauses, leading rules", sql: ListingSchema.observations),
    Migration(version: 10, name: "merged producers", sql: ListingSchema.merges),
    Migration(version: 11, name: "recognitions, documents, seasons", sql: ListingSchema.registryFacts),
    Migration(version: 12, name: "sums of months", sql: ListingSchema.months),
    Migration(version: 13, name: "placements of producers", sql: ListingSchema.placements),
    ConflictQueue.migration(version: 14),
    Migration(version: 15, name: "revisions of the map and of producers' places", sql: ListingSchema.placesHead),
  ]

  private let database: any Database
  private let follower: Follower
  private let handlers: ListingHandlers
  private let housekeeping: FeedHousekeeping
  /// Takes refused calls into the audit log.
  public let refusals: AuditRefusals

  /// - Parameters:
  ///   - database: Its store, opened with `migrations`.
  ///   - registry: Channel to the registry; it need not be reachable.
  ///   - retention: What it keeps for how long.
  ///   - logger: Where imports and the state of the following are noted.
  ///   - limits: Batches, intervals and pauses of the feeds.
  ///   - nowUnixMicroseconds: Its clock: microseconds since 1970-01-01T00:00:00Z.
  public init(
    database: any Database,
    registry: any Channel,
    retention: FeedRetention = FeedRetention(),
    logger: Logger,
    limits: FeedLimits = FeedLimits(),
    nowUnixMicroseconds: @escaping @Sendable () -> Int64 = UnixTime.nowMicroseconds
  ) {
    self.database = database
    follower = Follower(
      source: "registry",
      database: database,
      channel: registry,
      method: RegistryV1.RegistryMethods.watch,
      apply: RegistryProjection.apply,
      reset: RegistryProjection.reset,
      logger: logger,
      limits: limits
    )
    housekeeping = FeedHousekeeping(
      database: database,
      retention: retention,
      logger: logger,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
    refusals = AuditRefusals(database: database, logger: logger, nowUnixMicroseconds: nowUnixMicroseconds)
    handlers = ListingHandlers(
      database: database,
      follower: follower,
      logger: logger,
      limits: limits,
      refusals: refusals,
      nowUnixMicroseconds: nowUnixMicroseconds
    )
  }

  /// Adds `ocop.listing.v1.Listing` to what a server answers.
  public func register(in router: inout Router) {
    router.register(handlers)
  }

  /// Follows the registry, forgets what it need not keep, and writes down refused calls, until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await follower.run() }
      group.addTask { await housekeeping.run() }
      group.addTask { await refusals.run() }
    }
  }

  /// How far it has followed the registry.
  public var followerStatuses: [RpcV1.FollowerStatus] { [follower.status] }

  /// Epoch and last revision of its own change log. Throws `DatabaseError`.
  public func head() async throws -> LogHead {
    try await database.read { try ChangeLog.head(in: $0) }
  }
}
