import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: the queue shows nobody what its records would not, and keeps nothing of a person that was erased. Method: one
/// conflict, looked at and decided by callers of every sort.
@Suite("Whose the registry's conflicts are")
struct ConflictAccessTests {
  private static let otherOffice = Caller.office("180@2020-01-01")

  @Test("an office sees and decides the conflicts of its units only")
  func offices() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue(by: .unrestricted)
    #expect(try await scenario.list(by: ConflictScenario.office).map(\.conflictID) == [id])
    #expect(try await scenario.list(by: Self.otherOffice).isEmpty)
    let refusals = [
      await ConflictScenario.refusal { try await scenario.get(id, by: Self.otherOffice) },
      await ConflictScenario.refusal { try await scenario.resolve(id, take: .mine, by: Self.otherOffice) },
      await ConflictScenario.refusal { try await scenario.withdraw(id, by: Self.otherOffice) },
    ]
    #expect(refusals == ["NOT_FOUND", "NOT_FOUND", "NOT_FOUND"])
    #expect(try await scenario.resolve(id, take: .mine).summary.applied)
  }

  @Test("an office cannot queue a record outside of its units")
  func outside() async throws {
    let scenario = try await ConflictScenario()
    let other = scenario.registry.called(by: Self.otherOffice)
    let summary = try await other.importing([scenario.mine()], queueConflicts: true)
    #expect(!summary.applied && summary.violations.map(\.reason) == ["out_of_scope"] && summary.queued.isEmpty)
  }

  @Test("a producer sees its own conflicts, decides none, and withdraws only what it has queued itself")
  func producers() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    #expect(try await scenario.list(by: .producer("CT-1")).count == 1)
    #expect(try await scenario.list(by: .producer("CT-2")).isEmpty)
    let refusals = [
      await ConflictScenario.refusal { try await scenario.resolve(id, take: .mine, by: .producer("CT-1")) },
      await ConflictScenario.refusal { try await scenario.withdraw(id, by: .producer("CT-1")) },
    ]
    #expect(refusals == ["PERMISSION_DENIED", "PERMISSION_DENIED"])
  }

  @Test("what the province has queued of a record that is nobody's, no office decides or withdraws")
  func nobodys() async throws {
    let scenario = try await ConflictScenario()
    func phase(_ end: String) -> RegistryV1.Record { Sample.phase("GD-1", "2021-07-20", end, units: ["187"]) }
    try #require(try await scenario.registry.importing([phase("2021-09-20")]).applied)
    var mine = phase("2021-10-20")
    mine.revision = try await scenario.registry.get(.campaignPhase, "GD-1").revision
    try #require(try await scenario.registry.importing([phase("2021-11-20")]).applied)
    let id = try await scenario.queue(mine, by: .someone(.province))
    #expect(try await scenario.get(id, by: ConflictScenario.office).fields.map(\.name) == ["ends_before"])
    let decided = try await scenario.resolve(id, take: .mine)
    #expect(!decided.summary.applied && decided.summary.violations.map(\.reason) == ["out_of_scope"])
    let refusal = await ConflictScenario.refusal { try await scenario.withdraw(id, by: ConflictScenario.office) }
    #expect(refusal == "PERMISSION_DENIED")
    #expect(try await scenario.withdraw(id, by: .someone(.province)).state == .withdrawn)
  }

  @Test("what is withdrawn is not stored, stays withdrawn, and is not decided any more")
  func withdrawn() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    let withdrawn = try await scenario.withdraw(id, by: ConflictScenario.office)
    #expect(withdrawn.state == .withdrawn && withdrawn.closedBy == "office:office.test")
    #expect(try await scenario.withdraw(id) == withdrawn)
    #expect(try await scenario.producer().name == "Tên của họ")
    let actions = try await scenario.registry.auditEntries(about: "producer/CT-1").map(\.action)
    #expect(actions.count { $0 == "withdraw conflict registry-1 of office:office.test" } == 1)
    let late = await ConflictScenario.refusal { try await scenario.resolve(id, take: .mine) }
    #expect(late == "FAILED_PRECONDITION conflict_closed")
  }

  /// A household that others have renamed since it was read.
  private func household() async throws -> (ConflictScenario, RegistryV1.Record) {
    let scenario = try await ConflictScenario()
    try #require(try await scenario.registry.importing([Sample.household("HO-1", name: "Hộ gốc")]).applied)
    let base = try await scenario.registry.get(.producer, "HO-1").revision
    try #require(try await scenario.registry.importing([Sample.household("HO-1", name: "Hộ của họ")]).applied)
    var mine = Sample.household("HO-1", name: "Hộ Canary 9d2f", number: "0100047516")
    mine.revision = base
    return (scenario, mine)
  }

  @Test("who sees no personal data sees none of a household's on any side, and that something is left out")
  func masked() async throws {
    let (scenario, mine) = try await household()
    let id = try await scenario.queue(mine)
    let seen = try await scenario.get(id, by: .someone(.auditor))
    #expect(seen.fields.map(\.name) == ["name"])
    for bytes in [seen.baseRecord, seen.theirRecord, seen.myRecord] {
      let record = try RegistryV1.Record(decodingBytes: bytes)
      #expect(record.maskedFields.contains("name"))
      #expect(try ConflictScenario.producer(bytes).name == "")
      #expect(try ConflictScenario.producer(bytes).registrationNumber == "")
    }
    #expect(try ConflictScenario.producer(try await scenario.get(id).myRecord).name == "Hộ Canary 9d2f")
  }

  @Test("an erasure takes a person out of open and closed conflicts, and no import brings it back")
  func erased() async throws {
    let (scenario, mine) = try await household()
    var closed = mine
    if case .producer(var producer) = closed.record {
      producer.name = "Hộ Canary 8e1a"
      closed.record = .producer(producer)
    }
    let first = try await scenario.queue(closed, operationID: "first")
    _ = try await scenario.resolve(first, take: .theirs)
    let second = try await scenario.queue(mine, operationID: "second")
    let data = try await export(scenario)
    #expect(data.places.contains { $0.hasPrefix("queue of conflicts") })
    try await erase(scenario)
    try await ErasureSweep(database: scenario.registry.database, logger: scenario.registry.logger).sweepIfDue()
    let text = try await scenario.registry.everythingStored()
    for canary in ["Canary", "Hộ gốc", "Hộ của họ", "0100047516"] { #expect(!text.contains(canary), "\(canary)") }
    for id in [first, second] {
      let conflict = try await scenario.get(id)
      #expect(conflict.state == .erased && conflict.myRecord.isEmpty && conflict.fields.isEmpty)
    }
    let late = await ConflictScenario.refusal { try await scenario.resolve(second, take: .mine) }
    #expect(late == "FAILED_PRECONDITION conflict_closed")
    // The operation is forgotten with the name, so it is done anew, and refused.
    let again = try await scenario.registry.called(by: ConflictScenario.office)
      .importing([mine], operationID: "second", queueConflicts: true)
    #expect(!again.applied && Set(again.violations.map(\.reason)) == ["person_erased"])
    #expect(try await export(scenario).places.allSatisfy { !$0.hasPrefix("queue of conflicts") })
  }

  private func erase(_ scenario: ConflictScenario) async throws {
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = "HO-1"
    request.operationID = "erase"
    request.ground = .request
    _ = try await scenario.registry.client.erasePersonalData(request)
  }

  private func export(_ scenario: ConflictScenario) async throws -> RegistryV1.PersonalData {
    var request = RegistryV1.ExportPersonalDataRequest()
    request.producerID = "HO-1"
    return try await scenario.registry.client.exportPersonalData(request)
  }
}
