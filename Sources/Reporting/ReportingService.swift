public import DomainPrimitives
public import Feed
public import Logging
public import Messages
public import RPC
internal import Services
public import Storage

/// The reporting service without its process: follows registry and listing into a copy of its own, and answers from
/// that copy, also while the sources are down. Every answer says how far each source had been followed.
public struct ReportingService: Sendable {
  private let handler: ReportingHandler

  /// Steps of the schema that the service's database must have, ordered by version.
  public static var migrations: [Migration] {
    [
      FollowerCursor.migration(version: 1),
      Migration(version: 2, name: "copy of registry and listing", sql: ReportingSchema.sql),
      Migration(version: 3, name: "names that are personal", sql: ReportingSchema.persons),
      Migration(version: 4, name: "merged producers, season exceptions", sql: ReportingSchema.merges),
      Migration(version: 5, name: "placements of producers", sql: ReportingSchema.placements),
      Migration(
        version: 6,
        name: "one table of facts with their past, sums of months",
        sql: ReportingSchema.completeCopy
      ),
      Migration(version: 7, name: "days of months", sql: ReportingSchema.daysOfMonths),
      Migration(version: 8, name: "sums through days of months", sql: ReportingSchema.sumsThroughDays),
      Migration(version: 9, name: "days of months alone", sql: ReportingSchema.daysAlone),
    ]
  }

  /// - Parameters:
  ///   - database: The service's own; has `migrations`.
  ///   - registry: To ocop.registry.v1.Registry.
  ///   - listing: To ocop.listing.v1.Listing.
  ///   - logger: For the followers' connections, losses, and stops.
  ///   - feedLimits: Batches and pauses of the followers.
  ///   - today: The day that an empty `as_of` means; by default the day it is in Vietnam (UTC+7, no daylight saving
  ///     time), by the system's clock.
  public init(
    database: any Database,
    registry: any Channel,
    listing: any Channel,
    logger: Logger,
    feedLimits: FeedLimits = FeedLimits(),
    today: (@Sendable () -> CivilDate)? = nil
  ) {
    let follow = { (source: FollowedSource, channel: any Channel) in
      source.follower(database: database, channel: channel, logger: logger, limits: feedLimits)
    }
    handler = ReportingHandler(
      database: database,
      registry: follow(.registry, registry),
      listing: follow(.listing, listing),
      today: today ?? SystemCalendar.today
    )
  }

  /// Serves ocop.reporting.v1.Reporting.
  public func register(in router: inout Router) {
    router.register(handler)
  }

  /// Follows both sources until the task is cancelled.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      for follower in followers { group.addTask { await follower.run() } }
    }
  }

  /// Builds the copy anew from both feeds, in this service's database, and compares it with that of a running service.
  /// - Parameters:
  ///   - live: To ocop.reporting.v1.Reporting of the running service.
  ///   - say: Takes lines for people: how fast it was built, and each record that differs.
  /// - Returns: Whether the copies hold the same.
  /// - Throws: `RPCError`, `DatabaseError` or `CancellationError`.
  public func rebuild(comparedWith live: any Channel, say: @escaping @Sendable (String) -> Void) async throws -> Bool {
    let rebuild = CopyRebuild(
      database: handler.database,
      registry: handler.registry,
      listing: handler.listing,
      live: ReportingV1.ReportingClient(channel: live),
      say: say
    )
    return try await withThrowingTaskGroup(of: Bool?.self) { group in
      group.addTask {
        await run()
        return nil
      }
      group.addTask { try await rebuild.run() }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw CancellationError()
    }
  }

  /// How far each source has been followed, for operators: registry, then listing.
  public var followerStatuses: [RpcV1.FollowerStatus] {
    followers.map(\.status)
  }

  /// Returns when these revisions are in the copy. Throws `CancellationError` when the task is cancelled.
  public func waitUntilApplied(registryRevision: UInt64, listingRevision: UInt64) async throws {
    try await handler.registry.waitUntilApplied(revision: registryRevision)
    try await handler.listing.waitUntilApplied(revision: listingRevision)
  }

  private var followers: [Follower] { [handler.registry, handler.listing] }
}
