import CallerTestSupport
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage

@testable import Reporting

/// A reporting service that follows, and a client of it.
struct RunningService {
  let service: ReportingService
  let client: ReportingV1.ReportingClient
  private let following: Task<Void, Never>

  init(database: any Database, registry: any Channel, listing: any Channel) {
    var limits = FeedLimits()
    limits.reconnectPauseMin = .milliseconds(1)
    limits.reconnectPauseMax = .milliseconds(5)
    // A tiny batch, so that a copy is made in many transactions.
    limits.batchEventsMax = 7
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let service = ReportingService(
      database: database,
      registry: registry,
      listing: listing,
      logger: logger,
      feedLimits: limits,
      today: { day("2021-11-05") }
    )
    self.service = service
    var router = Router()
    router.intercept(admittingWith: FixedCaller(.unrestricted))
    service.register(in: &router)
    client = ReportingV1.ReportingClient(channel: InProcessChannel(router: router, logger: logger))
    following = Task { await service.run() }
  }

  func report(
    registryRevision: UInt64 = 0,
    listingRevision: UInt64 = 0,
    timeout: Duration = .seconds(60)
  ) async throws -> ReportingV1.ProgressReport {
    var request = ReportingV1.GetProgressReportRequest()
    request.asOf = "2021-11-05"
    request.registryRevision = registryRevision
    request.listingRevision = listingRevision
    return try await client.getProgressReport(request, options: CallOptions(timeout: timeout))
  }

  /// Stops following, as a process that ends.
  func stop() async {
    following.cancel()
    await following.value
  }
}
