import CallerTestSupport
import DomainPrimitives
import Feed
import Logging
import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Synchronization
import Testing

@testable import Reporting

@Suite("Building the copy anew beside the running service", .timeLimit(.minutes(2)))
struct RebuildTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private struct Installation {
    let registry: FeedSource
    let listing: FeedSource
    let liveDatabase: any Database
    let live: RunningService

    init() async throws {
      var scenario = try Scenario()
      scenario.producer("HTX")
      scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
      scenario.product("Na", of: "HTX")
      scenario.listing("L", of: "Na", in: "S", observed: "2021-07-25")
      for number in 1...30 { scenario.order("order-\(number)", of: "L", on: "2021-08-10", kg: 5) }
      registry = try FeedSource(RegistryV1.RegistryMethods.watch)
      listing = try FeedSource(ListingV1.ListingMethods.watch)
      let registryHead = try await registry.append(FactMessages.registry(scenario.facts))
      let listingHead = try await listing.append(FactMessages.listing(scenario.facts, scenario.sales))
      liveDatabase = try StorageUnderTest.temporary(migrations: ReportingService.migrations)
      live = RunningService(database: liveDatabase, registry: registry.channel, listing: listing.channel)
      try await live.service.waitUntilApplied(
        registryRevision: registryHead.revision,
        listingRevision: listingHead.revision
      )
    }

    /// Builds a copy anew and says what was said.
    func rebuild() async throws -> (isSame: Bool, lines: [String]) {
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let fresh = ReportingService(
        database: try StorageUnderTest.temporary(migrations: ReportingService.migrations),
        registry: registry.channel,
        listing: listing.channel,
        logger: logger
      )
      var router = Router()
      router.intercept(admittingWith: FixedCaller(.unrestricted))
      live.service.register(in: &router)
      let lines = Lines()
      let isSame = try await fresh.rebuild(comparedWith: InProcessChannel(router: router, logger: logger)) { line in
        lines.all.withLock { $0.append(line) }
      }
      await live.stop()
      return (isSame, lines.all.withLock { $0 })
    }
  }

  @Test("a copy built anew from the feeds holds the same as the running one, and says how fast it was built")
  func same() async throws {
    let (isSame, lines) = try await Installation().rebuild()
    #expect(isSame)
    #expect(lines.count == 2)
    #expect(lines[0].contains("events/s"))
    #expect(lines[1].hasPrefix("the same as the running service's"))
  }

  @Test("a record that differs, one that is missing and one too many are named")
  func different() async throws {
    let installation = try await Installation()
    try await installation.liveDatabase.write { transaction in
      try transaction.execute("UPDATE sales_order SET revenue_dong = revenue_dong + 1 WHERE order_id = 'order-7'")
      try transaction.execute("DELETE FROM sales_order WHERE order_id = 'order-12'")
      try transaction.execute("UPDATE fact SET record_id = 'HTY' WHERE record_id = 'HTX'")
    }
    let (isSame, lines) = try await installation.rebuild()
    #expect(!isSame)
    #expect(
      lines.dropFirst() == [
        "DIFFERENT: producer HTX is missing in the running service",
        "DIFFERENT: producer HTY is in the running service only",
        "DIFFERENT: order order-12 is missing in the running service",
        "DIFFERENT: order order-7 differs",
      ]
    )
  }
}
