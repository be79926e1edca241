import Feed
import Logging
import Messages
import RPC
import Services
import Storage

/// A service that reporting follows: what its events become here, and how they are thrown away.
enum FollowedSource: String, CaseIterable, Sendable {
  case registry
  case listing

  /// As operators and watermarks name it.
  var name: String { rawValue }

  private var tables: [String] {
    switch self {
    case .registry: ReportingSchema.registryTables
    case .listing: ReportingSchema.listingTables
    }
  }

  private var watch: RPC.Method<CommonV1.WatchRequest, CommonV1.WatchResponse> {
    switch self {
    case .registry: RegistryV1.RegistryMethods.watch
    case .listing: ListingV1.ListingMethods.watch
    }
  }

  /// A follower of this source, not yet running.
  func follower(database: any Database, channel: any Channel, logger: Logger, limits: FeedLimits) -> Follower {
    Follower(
      source: name,
      database: database,
      channel: channel,
      method: watch,
      apply: { try apply($0, in: $1) },
      reset: { try reset(in: $0) },
      logger: logger,
      limits: limits
    )
  }

  private func apply(_ events: [CommonV1.ChangeEvent], in transaction: any WriteTransaction) throws {
    for event in events {
      switch self {
      case .registry: try RegistryProjection.apply(event, in: transaction)
      case .listing: try ListingProjection.apply(event, in: transaction)
      }
    }
    if let last = events.last { try SourceProgress.note(last, source: name, in: transaction) }
  }

  private func reset(in transaction: any WriteTransaction) throws {
    for table in tables { try transaction.execute("DELETE FROM \(table)") }
    try transaction.execute("DELETE FROM source_progress WHERE source = ?1", [.text(name)])
  }
}
