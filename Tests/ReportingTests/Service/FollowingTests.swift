import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage
import StorageTestSupport
import Testing

@testable import Reporting

@Suite("A reporting service that follows its sources", .timeLimit(.minutes(2)))
struct FollowingTests {
  /// One producer with a store, a listed product and 5 kg sold.
  private static func scenario() throws -> Scenario {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
    scenario.product("Na", of: "HTX")
    scenario.listing("L", of: "Na", in: "S", observed: "2021-07-25")
    scenario.order("a", of: "L", on: "2021-08-10", kg: 5)
    return scenario
  }

  private static func sources() throws -> (registry: FeedSource, listing: FeedSource) {
    (try FeedSource(RegistryV1.RegistryMethods.watch), try FeedSource(ListingV1.ListingMethods.watch))
  }

  private static func database() throws -> any Database {
    try StorageUnderTest.temporary(migrations: ReportingService.migrations)
  }

  private static func revenue(_ report: ReportingV1.ProgressReport) -> Int64? {
    report.rows.last?.figures?.sales?.revenueDong
  }

  @Test("figures follow both feeds to the revisions asked for, and say how far they are")
  func follows() async throws {
    let scenario = try Self.scenario()
    let sources = try Self.sources()
    let registryHead = try await sources.registry.append(FactMessages.registry(scenario.facts))
    let running = RunningService(
      database: try Self.database(),
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    let listingHead = try await sources.listing.append(
      FactMessages.listing(scenario.facts, scenario.sales),
      recordedAt: 1_636_070_455_000_000
    )
    let report = try await running.report(
      registryRevision: registryHead.revision,
      listingRevision: listingHead.revision
    )
    #expect(Self.revenue(report) == 500_000)
    #expect(report.watermarks.map(\.source) == ["registry", "listing"])
    #expect(report.watermarks.map(\.epoch) == [registryHead.epoch, listingHead.epoch])
    #expect(report.watermarks.map(\.revision) == [registryHead.revision, listingHead.revision])
    #expect(report.watermarks.map(\.recordedAtUnixMicroseconds) == [1_636_070_400_000_000, 1_636_070_455_000_000])
    #expect(report.watermarks.map(\.connected) == [true, true])

    // A sale that comes late is in the next answer.
    var late = scenario
    late.order("late", of: "L", on: "2021-09-01", kg: 2)
    let head = try await sources.listing.append([FactMessages.sale(late.sales[1])])
    #expect(Self.revenue(try await running.report(listingRevision: head.revision)) == 700_000)
    #expect(running.service.followerStatuses.map(\.appliedRevision) == [registryHead.revision, head.revision])
    await running.stop()
  }

  @Test("a watched report comes at once, and again when one of its figures has changed, and only then")
  func watched() async throws {
    let scenario = try Self.scenario()
    let sources = try Self.sources()
    let registryHead = try await sources.registry.append(FactMessages.registry(scenario.facts))
    let listingHead = try await sources.listing.append(FactMessages.listing(scenario.facts, scenario.sales))
    let running = RunningService(
      database: try Self.database(),
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    var request = ReportingV1.GetReportRequest()
    request.indicatorIDs = ["orders"]
    request.asOf = "2021-11-05"
    request.registryRevision = registryHead.revision
    request.listingRevision = listingHead.revision
    var reports = try await running.client.watchReport(request, options: CallOptions(timeout: .seconds(60)))
      .makeAsyncIterator()
    #expect(try await reports.next()?.total.map(\.count) == [1])
    // A store changes nothing in the report; the order after it does.
    var later = scenario
    later.store("S2", of: "HTX", on: "postmart", from: "2021-10-01")
    later.order("b", of: "L", on: "2021-09-01", kg: 2)
    try await sources.listing.append(FactMessages.listing(later.facts, later.sales))
    #expect(try await reports.next()?.total.map(\.count) == [2])
    await running.stop()
  }

  @Test("with both sources down it answers from its copy, and says that they are not connected")
  func sourcesDown() async throws {
    let scenario = try Self.scenario()
    let sources = try Self.sources()
    let database = try Self.database()
    let registryHead = try await sources.registry.append(FactMessages.registry(scenario.facts))
    let listingHead = try await sources.listing.append(FactMessages.listing(scenario.facts, scenario.sales))
    let first = RunningService(
      database: database,
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    let before = try await first.report(
      registryRevision: registryHead.revision,
      listingRevision: listingHead.revision
    )
    await first.stop()

    let second = RunningService(database: database, registry: UnreachableChannel(), listing: UnreachableChannel())
    let after = try await second.report()
    #expect(after.rows == before.rows)
    #expect(after.watermarks.map(\.revision) == before.watermarks.map(\.revision))
    #expect(after.watermarks.map(\.epoch) == before.watermarks.map(\.epoch))
    #expect(after.watermarks.map(\.connected) == [false, false])
    await second.stop()
  }

  @Test("a revision that does not come in time is UNAVAILABLE, and both revisions are named")
  func revisionNotThere() async throws {
    let copy = try FilledCopy()
    var request = ReportingV1.GetProgressReportRequest()
    request.listingRevision = 12
    let context = CallContext(path: "test", timeout: .zero, caller: .unrestricted)
    let error = await #expect(throws: RPCErrorMatch.self) {
      do { _ = try await copy.handler.getProgressReport(request, context: context) } catch {
        throw RPCErrorMatch(error)
      }
    }
    #expect(error?.code == .unavailable)
    #expect(error?.text.contains("listing revision 12 was asked for, 0 is applied here (not connected") == true)
    #expect(error?.text.contains("registry") == false)
  }

  @Test("after a restart it goes on from its cursor, and what comes again changes nothing")
  func resumes() async throws {
    let scenario = try Self.scenario()
    let sources = try Self.sources()
    let database = try Self.database()
    let registryHead = try await sources.registry.append(FactMessages.registry(scenario.facts))
    let listingHead = try await sources.listing.append(FactMessages.listing(scenario.facts, scenario.sales))
    let first = RunningService(
      database: database,
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    _ = try await first.report(registryRevision: registryHead.revision, listingRevision: listingHead.revision)
    await first.stop()

    // The whole state again: all of it is known.
    let again = try await sources.listing.append(FactMessages.listing(scenario.facts, scenario.sales))
    let second = RunningService(
      database: database,
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    let report = try await second.report(listingRevision: again.revision)
    #expect(Self.revenue(report) == 500_000)
    #expect(sources.listing.requests.last?.afterRevision == listingHead.revision)
    #expect(sources.listing.requests.last?.epoch == listingHead.epoch)
    await second.stop()
  }

  @Test("a source with another epoch is copied anew, and the other source's copy stays")
  func rebuilds() async throws {
    let scenario = try Self.scenario()
    let sources = try Self.sources()
    let database = try Self.database()
    let registryHead = try await sources.registry.append(FactMessages.registry(scenario.facts))
    let listingHead = try await sources.listing.append(FactMessages.listing(scenario.facts, scenario.sales))
    let first = RunningService(
      database: database,
      registry: sources.registry.channel,
      listing: sources.listing.channel
    )
    _ = try await first.report(registryRevision: registryHead.revision, listingRevision: listingHead.revision)
    await first.stop()

    // Restored from a backup without the order, and with another price since.
    var restored = scenario
    restored.sales = []
    restored.order("b", of: "L", on: "2021-08-11", kg: 1)
    let other = try FeedSource(ListingV1.ListingMethods.watch)
    let head = try await other.append(FactMessages.listing(restored.facts, restored.sales))
    let second = RunningService(database: database, registry: UnreachableChannel(), listing: other.channel)
    try await second.service.waitUntilEpoch(head.epoch, of: "listing")
    let report = try await second.report(listingRevision: head.revision)
    #expect(Self.revenue(report) == 100_000)
    #expect(report.rows.last?.figures?.productsRecognised == 1)
    #expect(report.watermarks.map(\.epoch) == [registryHead.epoch, head.epoch])
    await second.stop()
  }
}

extension ReportingService {
  /// Returns when a follower's cursor is of that epoch.
  fileprivate func waitUntilEpoch(_ epoch: String, of source: String) async throws {
    while followerStatuses.first(where: { $0.source == source })?.epoch != epoch {
      try Task.checkCancellation()
      await Task.yield()
    }
  }
}
