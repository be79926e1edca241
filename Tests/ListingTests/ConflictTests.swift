import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Testing

@testable import Listing

/// Goal: a producer and an office that change the same store do not overwrite each other. Method: a store that the
/// office has changed since the producer had read it.
@Suite("The listing service's queue of conflicts")
struct ConflictTests {
  private static let office = Caller.office("187@2020-01-01")
  private static let producer = Caller.producer("TT")

  /// The store of TT, as the producer read it and changed it.
  private func mine(_ scenario: ScopeScenario, name: String = "Tên của tôi") async throws -> ListingV1.Record {
    let base = try await scenario.listing.get(.store, "CH-TT").revision
    var theirs = try await scenario.listing.getWithoutRevision(.store, "CH-TT")
    guard case .store(var store) = theirs.record else { return theirs }
    store.name = "Tên của họ"
    theirs.record = .store(store)
    try #require(try await scenario.listing.importing([theirs]).applied)
    store.name = name
    var mine = ListingV1.Record()
    mine.record = .store(store)
    mine.revision = base
    return mine
  }

  private func queue(_ scenario: ScopeScenario, _ record: ListingV1.Record) async throws -> CommonV1.Conflict {
    let summary = try await scenario.listing.called(by: Self.producer).importing([record], queueConflicts: true)
    try #require(summary.applied, "\(summary.violations)")
    return try await get(scenario, try #require(summary.queued.first?.conflictID), by: Self.producer)
  }

  private func get(_ scenario: ScopeScenario, _ id: String, by caller: Caller) async throws -> CommonV1.Conflict {
    var request = CommonV1.GetConflictRequest()
    request.conflictID = id
    return try await scenario.listing.called(by: caller).client.getConflict(request)
  }

  private func list(_ scenario: ScopeScenario, by caller: Caller, unit: String = "") async throws -> [String] {
    var request = CommonV1.ListConflictsRequest()
    request.states = [.open]
    request.unitCode = unit
    return try await scenario.listing.called(by: caller).client.listConflicts(request).conflicts.map(\.conflictID)
  }

  private func resolve(
    _ scenario: ScopeScenario,
    _ conflict: CommonV1.Conflict,
    take: CommonV1.ConflictSide,
    by caller: Caller
  ) async throws -> CommonV1.Conflict {
    var request = CommonV1.ResolveConflictRequest()
    request.operationID = "decision"
    request.conflictID = conflict.conflictID
    request.revision = conflict.revision
    request.take = take
    let response = try await scenario.listing.called(by: caller).client.resolveConflict(request)
    return try #require(response.conflict)
  }

  private func code(_ body: () async throws -> CommonV1.Conflict) async -> StatusCode? {
    do {
      _ = try await body()
      return nil
    } catch {
      return (error as? RPCError)?.code
    }
  }

  @Test("what a producer has queued its office sees and decides, and no other office")
  func resolved() async throws {
    try await ScopeScenario.following { scenario in
      let conflict = try await queue(scenario, try await mine(scenario))
      #expect(conflict.conflictID == "listing-1" && conflict.kind == "store" && conflict.recordID == "CH-TT")
      #expect(conflict.fields.map(\.name) == ["name"] && conflict.queuedBy == "producer:producer.test")
      #expect(try await list(scenario, by: Self.office) == ["listing-1"])
      #expect(try await list(scenario, by: .someone(.province), unit: "06466") == ["listing-1"])
      #expect(try await list(scenario, by: .someone(.province), unit: "06463").isEmpty)
      #expect(try await list(scenario, by: .office("182@2020-01-01")).isEmpty)
      #expect(try await list(scenario, by: .producer("DM")).isEmpty)
      let refusals = [
        await code { try await resolve(scenario, conflict, take: .mine, by: Self.producer) },
        await code { try await resolve(scenario, conflict, take: .mine, by: .office("182@2020-01-01")) },
        await code { try await get(scenario, conflict.conflictID, by: .producer("DM")) },
      ]
      #expect(refusals == [.permissionDenied, .notFound, .notFound])
      let resolved = try await resolve(scenario, conflict, take: .mine, by: Self.office)
      #expect(resolved.state == .resolvedMine)
      guard case .store(let store) = try await scenario.listing.get(.store, "CH-TT").record else { return }
      #expect(store.name == "Tên của tôi")
      #expect(try await list(scenario, by: Self.office).isEmpty)
      let verdict = try await ChangeLogVerification(database: scenario.listing.database).verdict()
      #expect(verdict.fault == "")
    }
  }

  @Test("a producer takes back what it has queued itself, and nothing of it is stored")
  func withdrawn() async throws {
    try await ScopeScenario.following { scenario in
      let conflict = try await queue(scenario, try await mine(scenario))
      var request = CommonV1.WithdrawConflictRequest()
      request.conflictID = conflict.conflictID
      let other = Caller(subject: "somebody.else", role: .producer, producerID: "TT", credential: "test")
      let denied = await code { try await scenario.listing.called(by: other).client.withdrawConflict(request) }
      #expect(denied == .permissionDenied)
      let withdrawn = try await scenario.listing.called(by: Self.producer).client.withdrawConflict(request)
      #expect(withdrawn.state == .withdrawn)
      guard case .store(let store) = try await scenario.listing.get(.store, "CH-TT").record else { return }
      #expect(store.name == "Tên của họ")
      let late = await code { try await resolve(scenario, conflict, take: .mine, by: Self.office) }
      #expect(late == .failedPrecondition)
    }
  }

  @Test("without the queue a record that others changed is refused as ever")
  func refused() async throws {
    try await ScopeScenario.following { scenario in
      let record = try await mine(scenario)
      #expect(try await scenario.listing.faults([record]) == ["0 revision stale_revision"])
    }
  }
}
