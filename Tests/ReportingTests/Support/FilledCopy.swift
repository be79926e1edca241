import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import Storage
import StorageTestSupport

@testable import Reporting

/// A reporting service whose copy was filled without followers: both sources are down.
struct FilledCopy {
  /// Who calls it.
  var caller: Caller?
  let database: any Database
  let handler: ReportingHandler

  /// - Parameters:
  ///   - database: Its copy; an empty one of its own when none is given.
  ///   - today: The day of its calls.
  ///   - caller: Who calls it; nil = somebody whom nobody has verified.
  init(
    database: (any Database)? = nil,
    today: String = "2021-11-05",
    caller: Caller? = .unrestricted
  ) throws {
    self.caller = caller
    let database = try database ?? StorageUnderTest.temporary(migrations: ReportingService.migrations)
    self.database = database
    let follow = { (source: FollowedSource) in
      source.follower(
        database: database,
        channel: UnreachableChannel(),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        limits: FeedLimits()
      )
    }
    handler = ReportingHandler(
      database: database,
      registry: follow(.registry),
      listing: follow(.listing),
      today: { day(today) }
    )
  }

  /// Applies records as events of the two feeds, numbered on from those before, in one transaction.
  func apply(registry: [RegistryV1.Record], listing: [ListingV1.Record]) async throws {
    try await database.write { transaction in
      try Self.apply(registry, of: .registry, in: transaction)
      try Self.apply(listing, of: .listing, in: transaction)
    }
  }

  private static func apply(
    _ records: [some Message],
    of source: FollowedSource,
    in transaction: any WriteTransaction
  ) throws {
    let seen = try FollowerCursor.load(source: source.name, in: transaction).revision
    try source.apply(events(records, after: seen), in: transaction)
    try transaction.execute(
      """
      INSERT INTO follower_cursor (source, epoch, revision, digest) VALUES (?1, 'an epoch', ?2, ?3)
      ON CONFLICT (source) DO UPDATE SET revision = excluded.revision
      """,
      [.text(source.name), .integer(Int64(seen) + Int64(records.count)), .bytes([])]
    )
  }

  func apply(_ facts: CampaignFacts, _ sales: [SaleRecord]) async throws {
    try await apply(registry: FactMessages.registry(facts), listing: FactMessages.listing(facts, sales))
  }

  static func events(_ records: [some Message], after revision: UInt64 = 0) -> [CommonV1.ChangeEvent] {
    records.enumerated().map { index, record in
      var event = CommonV1.ChangeEvent()
      event.revision = revision + UInt64(index + 1)
      event.changeType = type(of: record).fullName
      event.change = record.encodedBytes()
      return event
    }
  }

  func report(_ asOf: String = "", _ edition: ReportingV1.GeographyEdition = .unspecified) async throws
    -> ReportingV1.ProgressReport
  {
    var request = ReportingV1.GetProgressReportRequest()
    request.asOf = asOf
    request.edition = edition
    let encoded = try await handler.getProgressReport(request, context: CallContext(path: "test", caller: caller))
    return try ReportingV1.ProgressReport(decodingBytes: encoded.bytes)
  }

  /// Figures of indicators on a day.
  func figures(
    _ indicators: [String],
    by dimensions: [ReportingV1.Dimension] = [],
    asOf: String = "2021-11-05",
    _ change: (inout ReportingV1.GetReportRequest) -> Void = { _ in }
  ) async throws -> ReportingV1.Report {
    var request = ReportingV1.GetReportRequest()
    request.indicatorIDs = indicators
    request.groupBy = dimensions
    request.asOf = asOf
    change(&request)
    return try await handler.getReport(request, context: CallContext(path: "test", caller: caller))
  }

  func explain(
    _ indicator: RegistryV1.Indicator,
    phase: String = "",
    unit: String = "",
    floor: String = "",
    undetermined: Bool = false,
    asOf: String = "2021-11-05",
    _ edition: ReportingV1.GeographyEdition = .edition2021
  ) async throws -> ReportingV1.ExplainProgressResponse {
    var request = ReportingV1.ExplainProgressRequest()
    request.asOf = asOf
    request.edition = edition
    request.phaseID = phase
    request.unitCode = unit
    request.indicator = indicator
    request.floorID = floor
    request.undetermined = undetermined
    return try await handler.explainProgress(request, context: CallContext(path: "test", caller: caller))
  }
}
