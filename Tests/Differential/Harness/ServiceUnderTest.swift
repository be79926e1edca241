import CallerTestSupport
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Reporting
import Services
import Storage
import StorageTestSupport

/// The shipped reporting service over an empty copy, following two logs; it can be restarted on that copy.
final class ServiceUnderTest {
  private static let calendarDay = CivilDate(parsingOrNil: "2026-06-30")
  private let database: any Database
  private let registry: SourceLog
  private let listing: SourceLog
  private let limits: FeedLimits
  private let logger = Logger(label: "differential") {
    var handler = StreamLogHandler.standardError(label: $0, metadataProvider: nil)
    handler.logLevel = .warning
    return handler
  }
  private var service: ReportingService
  private var channel: InProcessChannel
  private var following: Task<Void, Never>
  private var heads: (registry: UInt64, listing: UInt64) = (0, 0)

  /// - Parameter batchEventsMax: Events that the copy takes in one transaction.
  init(batchEventsMax: Int) throws {
    var limits = FeedLimits()
    limits.batchEventsMax = batchEventsMax
    limits.reconnectPauseMin = .milliseconds(5)
    limits.reconnectPauseMax = .milliseconds(500)
    self.limits = limits
    database = try StorageUnderTest.temporary(migrations: ReportingService.migrations)
    registry = try SourceLog(isRegistry: true, logger: logger)
    listing = try SourceLog(isRegistry: false, logger: logger)
    (service, channel, following) = Self.start(database, registry, listing, limits, logger)
  }

  private static func start(
    _ database: any Database,
    _ registry: SourceLog,
    _ listing: SourceLog,
    _ limits: FeedLimits,
    _ logger: Logger
  ) -> (ReportingService, InProcessChannel, Task<Void, Never>) {
    let service = ReportingService(
      database: database,
      registry: registry.channel,
      listing: listing.channel,
      logger: logger,
      feedLimits: limits,
      today: { calendarDay }
    )
    var router = Router()
    router.intercept(admittingWith: FixedCaller(.unrestricted))
    service.register(in: &router)
    return (service, InProcessChannel(router: router, logger: logger), Task { await service.run() })
  }

  /// Appends to one source's log.
  func append(_ entries: [SourceLog.Entry], isRegistry: Bool) async throws {
    if isRegistry {
      heads.registry = try await registry.append(entries)
    } else {
      heads.listing = try await listing.append(entries)
    }
  }

  /// Returns when everything that was appended is in the copy.
  func waitUntilApplied() async throws {
    try await service.waitUntilApplied(registryRevision: heads.registry, listingRevision: heads.listing)
  }

  /// Ends the service as a process that ends, and starts it again on the same copy.
  /// - Parameter replayed: Sources whose place is forgotten, so that all their events come once more.
  func restart(replaying replayed: [String]) async throws {
    await stop()
    try await database.write { transaction in
      for source in replayed {
        try transaction.execute("DELETE FROM follower_cursor WHERE source = ?1", [.text(source)])
      }
    }
    (service, channel, following) = Self.start(database, registry, listing, limits, logger)
  }

  /// Ends the service.
  func stop() async {
    following.cancel()
    await following.value
  }

  /// Calls a method of ocop.reporting.v1.Reporting with an encoded request.
  /// - Returns: The encoded answer.
  func call(_ method: String, _ request: [UInt8]) async throws -> [UInt8] {
    typealias Methods = ReportingV1.ReportingMethods
    return switch method {
    case "GetProgressReport": try await answer(Methods.getProgressReport, request)
    case "GetReport": try await answer(Methods.getReport, request)
    case "ExplainReport": try await answer(Methods.explainReport, request)
    case "ExplainProgress": try await answer(Methods.explainProgress, request)
    case "ListIndicators": try await answer(Methods.listIndicators, request)
    case "DigestCopy": try await answer(Methods.digestCopy, request)
    default: throw RPCError(.unimplemented, "the harness does not know the method \(method)")
    }
  }

  private func answer<Request, Response>(
    _ method: RPC.Method<Request, Response>,
    _ request: [UInt8]
  ) async throws -> [UInt8] {
    let message = try Request(decodingBytes: request)
    return try await channel.unary(method, message, options: CallOptions(timeout: .seconds(120))).encodedBytes()
  }
}

extension CivilDate {
  /// A day that the program itself names.
  fileprivate init(parsingOrNil text: String) {
    self = (try? CivilDate(parsing: text)) ?? .latest
  }
}
