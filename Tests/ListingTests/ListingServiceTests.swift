import Feed
import Logging
import Messages
import RPC
import Services
import StorageTestSupport
import Testing

@testable import Listing

@Suite("The listing service")
struct ListingServiceTests {
  /// One record of every kind, the references going forward.
  private static let oneOfEach: [ListingV1.Record] = [
    Sample.expectation("KV-1"), Sample.leadingRule("QT-1"), Sample.pause("TD-1"), Sample.price("GB-1"),
    Sample.observation("QS-1"),
    Sample.monthlySales("DS-1"), Sample.order("DH-1"), Sample.listing("DB-1", ended: "2021-09-30"),
    Sample.account("TK-1"), Sample.store("CH-1", closed: "2021-12-31"),
  ]

  @Test("every kind of record is taken, in any order, and comes back as it was sent")
  func roundTrip() async throws {
    try await ListingUnderTest.following { listing async throws in
      let summary = try await listing.importing(Self.oneOfEach)
      #expect(summary.applied, "\(summary.violations)")
      #expect(summary.created == 10)
      let kinds: [(ListingV1.RecordKind, String)] = [
        (.salesExpectation, "KV-1"), (.leadingRule, "QT-1"), (.listingPause, "TD-1"), (.listingPrice, "GB-1"),
        (.listingObservation, "QS-1"),
        (.monthlySales, "DS-1"), (.order, "DH-1"), (.productListing, "DB-1"), (.paymentAccount, "TK-1"),
        (.store, "CH-1"),
      ]
      for ((kind, id), sent) in zip(kinds, Self.oneOfEach) {
        #expect(try await listing.getWithoutRevision(kind, id) == sent)
        #expect(try await listing.list(kind).records == [sent])
      }
      let floors = try await listing.list(.floor, size: 1)
      #expect(floors.records == [Sample.floor("postmart")])
      #expect(try await listing.list(.floor, token: floors.nextPageToken).records == [Sample.floor("voso")])
    }
  }

  @Test("an unknown producer is refused, and taken after the registry was followed to it")
  func followsTheRegistry() async throws {
    try await ListingUnderTest.following { listing async throws in
      let store = Sample.store("CH-9", of: "CT-9")
      #expect(try await listing.faults([store]) == ["0 producer_id unknown_producer"])
      let revision = try await listing.registry.append([Sample.producer("CT-9")])
      let summary = try await listing.importing([store], registryRevision: revision)
      #expect(summary.applied, "\(summary.violations)")
      #expect(listing.service.followerStatuses.first?.appliedRevision == revision)
    }
  }

  @Test("a product that moves to another producer is known as that producer's from then on")
  func movedProduct() async throws {
    try await ListingUnderTest.following { listing async throws in
      let revision = try await listing.registry.append([Sample.product("SP-3", of: "CT-1")])
      let summary = try await listing.importing(
        [Sample.store("CH-1"), Sample.listing("DB-1", of: "SP-3")],
        registryRevision: revision
      )
      #expect(summary.applied, "\(summary.violations)")
    }
  }

  @Test("waiting for a registry that is down ends with UNAVAILABLE and both revisions")
  func registryDown() async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let follower = Follower(
      source: "registry",
      database: try StorageUnderTest.temporary(migrations: ListingService.migrations),
      channel: try FeedOnlyRegistry(logger: logger).channel,
      method: RegistryV1.RegistryMethods.watch,
      apply: RegistryProjection.apply,
      reset: RegistryProjection.reset,
      logger: logger
    )
    // The follower never runs, so the revision never comes, however long the test may take.
    let error = await #expect(throws: RPCError.self) {
      try await RegistryWait(follower: follower).wait(for: 7, timeRemaining: .milliseconds(1))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message.contains("needs registry revision 7, listing has applied 0") == true)
    try await RegistryWait(follower: follower).wait(for: 0, timeRemaining: .milliseconds(1))
  }

  @Test("the wait leaves the caller time for the answer: a tenth, at most a second")
  func waitingTime() {
    #expect(RegistryWait.limit(timeRemaining: .seconds(1)) == .milliseconds(900))
    #expect(RegistryWait.limit(timeRemaining: .seconds(30)) == .seconds(29))
    #expect(RegistryWait.limit(timeRemaining: .zero) == .zero)
    #expect(RegistryWait.limit(timeRemaining: nil) == .seconds(30))
  }

  @Test("while the registry is down, records of known producers are taken and everything is read")
  func servesAlone() async throws {
    let database = try StorageUnderTest.temporary(migrations: ListingService.migrations)
    let first = try ListingUnderTest(database: database)
    let revision = try await first.registry.append([Sample.producer("CT-1"), Sample.product("SP-1", of: "CT-1")])
    let service = first.service
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await service.run() }
      _ = try await first.importing([Sample.floor("voso")], registryRevision: revision)
      group.cancelAll()
    }
    // Started again on the same store; it never reaches a registry.
    let second = try ListingUnderTest(database: database)
    let summary = try await second.importing([Sample.store("CH-1"), Sample.listing("DB-1")], operationID: "second")
    #expect(summary.applied, "\(summary.violations)")
    #expect(try await second.getWithoutRevision(.floor, "voso") == Sample.floor("voso"))
    #expect(second.service.followerStatuses.first?.connected == false)
  }

  @Test("one bad record keeps all of them out; a dry run stores nothing; a repeated operation changes nothing")
  func imports() async throws {
    try await ListingUnderTest.following { listing async throws in
      let before = try await listing.service.head().revision
      let bad = Self.oneOfEach + [Sample.store("CH-2", of: "CT-9")]
      let refused = try await listing.importing(bad, operationID: "pack")
      #expect(!refused.applied && refused.violations.map(\.recordIndex) == [10])
      let checked = try await listing.importing(Self.oneOfEach, operationID: "pack", dryRun: true)
      #expect(!checked.applied && checked.created == 10 && checked.violationCount == 0)
      #expect(try await listing.service.head().revision == before)
      let applied = try await listing.importing(Self.oneOfEach, operationID: "pack")
      #expect(applied.applied && applied.revision == before + 10)
      #expect(try await listing.importing(Self.oneOfEach, operationID: "pack") == applied)
      let again = try await listing.importing(Self.oneOfEach, operationID: "other pack")
      #expect(again.unchanged == 10 && again.revision == applied.revision)
      let error = await #expect(throws: RPCError.self) {
        try await listing.importing([Sample.floor("third")], operationID: "pack")
      }
      #expect(error?.code == .alreadyExists)
    }
  }

  @Test("a watch carries every record in order")
  func watch() async throws {
    try await ListingUnderTest.following { listing async throws in
      // A watch waits for what is to come: without the records it would wait for ever.
      let summary = try await listing.importing(Self.oneOfEach)
      try #require(summary.applied, "\(summary.violations)")
      var records: [ListingV1.Record] = []
      for try await response in try await listing.client.watch(CommonV1.WatchRequest()) {
        guard case .event(let event) = response.item else { continue }
        #expect(event.changeType == "ocop.listing.v1.Record")
        records.append(try ListingV1.Record(decodingBytes: event.change))
        if records.count == 12 { break }
      }
      #expect(records == [Sample.floor("voso"), Sample.floor("postmart")] + Self.oneOfEach)
    }
  }
}
