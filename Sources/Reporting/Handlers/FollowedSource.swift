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

  /// Takes a batch of events into the copy.
  func apply(_ events: [CommonV1.ChangeEvent], in transaction: any WriteTransaction) throws {
    try CopyWriter(source: self, transaction: transaction).apply(events)
  }

  /// The fact in the bytes of a record that was stored; nil for a kind that is not known here.
  func fact(_ change: [UInt8]) throws -> IdentifiedFact? {
    switch self {
    case .registry: return try RegistryProjection.fact(RegistryV1.Record(decodingBytes: change), 0)
    case .listing:
      guard case .fact(let fact) = try ListingProjection.content(ListingV1.Record(decodingBytes: change), 0) else {
        return nil
      }
      return fact
    }
  }

  /// Numbers of its kinds of fact.
  var kindNumbers: ClosedRange<Int64> {
    switch self {
    case .registry: FactKind.registryNumbers
    case .listing: FactKind.listingNumbers
    }
  }

  private func reset(in transaction: any WriteTransaction) throws {
    let kinds: [DatabaseValue] = [.integer(kindNumbers.lowerBound), .integer(kindNumbers.upperBound)]
    for table in ["fact", "fact_version"] {
      try transaction.execute("DELETE FROM \(table) WHERE kind >= ?1 AND kind <= ?2", kinds)
    }
    if self == .listing {
      for table in ReportingSchema.salesTables { try transaction.execute("DELETE FROM \(table)") }
    }
    for table in ["source_progress", "source_day"] {
      try transaction.execute("DELETE FROM \(table) WHERE source = ?1", [.text(name)])
    }
  }
}
