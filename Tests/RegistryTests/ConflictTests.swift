import Audit
import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: of two changes to one record neither is lost, and what an officer decides is stored once. Method: a producer
/// that others have changed since it was read, imported on the revision it was read at.
@Suite("The registry's queue of conflicts")
struct ConflictTests {
  @Test("a record that others changed is queued with all three states, and the rest of the import is stored")
  func queued() async throws {
    let scenario = try await ConflictScenario()
    let records = [Sample.producer("CT-2"), scenario.mine(ended: "2021-10-01")]
    let summary = try await scenario.registry.importing(records, operationID: "pack", queueConflicts: true)
    #expect(summary.applied && summary.created == 1 && summary.updated == 0)
    #expect(summary.queued.map(\.recordIndex) == [1] && summary.queued.map(\.conflictID) == ["registry-1"])
    #expect(try await scenario.producer().name == "Tên của họ")
    let conflict = try await scenario.get("registry-1")
    #expect(conflict.kind == "producer" && conflict.recordID == "CT-1" && conflict.state == .open)
    #expect(conflict.baseRevision == scenario.baseRevision && conflict.recordType == "ocop.registry.v1.Record")
    #expect(conflict.queuedRevision == conflict.revision && conflict.revision > conflict.baseRevision)
    #expect(conflict.fields.map(\.name) == ["name"] && conflict.mergedFields == ["ended_on"])
    let names = try [conflict.baseRecord, conflict.theirRecord, conflict.myRecord].map {
      try ConflictScenario.producer($0).name
    }
    #expect(names == ["Tên gốc", "Tên của họ", "Tên của tôi"])
    #expect(conflict.queuedBy == "province:development" && conflict.operationID == "pack")
    #expect(conflict.queuedAtUnixMicroseconds == 1_636_070_400_000_000)
    let entry = try await scenario.registry.auditEntries(about: "producer/CT-1").last
    #expect(entry?.action == "import 2 records: 1 new, 0 changed, 0 unchanged, 1 queued as conflicts")
  }

  @Test("without the queue it is refused as ever; a dry run says what would be queued and queues nothing")
  func notQueued() async throws {
    let scenario = try await ConflictScenario()
    #expect(try await scenario.registry.faults([scenario.mine()]) == ["0 revision stale_revision"])
    let dry = try await scenario.registry.importing([scenario.mine()], dryRun: true, queueConflicts: true)
    #expect(!dry.applied && dry.violations.isEmpty && dry.queued.map(\.recordIndex) == [0])
    #expect(dry.queued.map(\.conflictID) == [""])
    // One bad record: nothing of the import is stored, nor queued.
    let bad = try await scenario.registry.importing([scenario.mine(), Sample.producer("CT-3", unit: "99999")])
    #expect(!bad.applied)
    #expect(try await scenario.list().isEmpty)
  }

  @Test("the same pack again queues nothing twice, nor does another pack with the same record")
  func repeated() async throws {
    let scenario = try await ConflictScenario()
    let first = try await scenario.queue(operationID: "pack")
    #expect(try await scenario.queue(operationID: "pack") == first)
    #expect(try await scenario.queue(operationID: "another pack") == first)
    #expect(try await scenario.list().count == 1)
    #expect(try await scenario.queue(scenario.mine(name: "Tên khác")) == "registry-2")
  }

  @Test("changes to other fields are stored beside theirs, and a row that was not touched changes nothing")
  func merged() async throws {
    let scenario = try await ConflictScenario()
    let untouched = scenario.mine(name: "Tên gốc")
    let same = try await scenario.registry.importing([untouched], queueConflicts: true)
    #expect(same.applied && same.unchanged == 1 && same.queued.isEmpty)
    let ended = scenario.mine(name: "Tên gốc", ended: "2021-10-01")
    let summary = try await scenario.registry.importing([ended], queueConflicts: true)
    #expect(summary.updated == 1 && summary.queued.isEmpty)
    let producer = try await scenario.producer()
    #expect(producer.name == "Tên của họ" && producer.endedOn == "2021-10-01")
  }

  @Test("of a record that tells only of some fields, only those can collide")
  func partial() async throws {
    let scenario = try await ConflictScenario()
    var record = scenario.mine(name: "Tên của tôi", ended: "2021-10-01")
    record.updateFields = ["ended_on"]
    let summary = try await scenario.registry.importing([record], queueConflicts: true)
    #expect(summary.updated == 1 && summary.queued.isEmpty)
    record.updateFields = ["name"]
    let conflict = try await scenario.get(try await scenario.queue(record))
    #expect(conflict.fields.map(\.name) == ["name"] && conflict.mergedFields.isEmpty)
    #expect(try RegistryV1.Record(decodingBytes: conflict.myRecord).updateFields == ["name"])
  }

  @Test("when the base is not known any more, every field that differs collides")
  func unknownBase() async throws {
    let scenario = try await ConflictScenario()
    var record = scenario.mine(ended: "2021-10-01")
    record.revision = 1
    let conflict = try await scenario.get(try await scenario.queue(record))
    #expect(conflict.baseRecord.isEmpty && conflict.fields.map(\.name) == ["name", "ended_on"])
  }

  @Test("mine is stored over theirs with what only mine has changed; the conflict, the log and the audit log tell it")
  func takenMine() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue(scenario.mine(ended: "2021-10-01"))
    let before = try await scenario.registry.revision()
    let response = try await scenario.resolve(id, take: .mine)
    #expect(response.summary.applied && response.summary.updated == 1)
    #expect(try await scenario.registry.revision() == before + 1)
    let producer = try await scenario.producer()
    #expect(producer.name == "Tên của tôi" && producer.endedOn == "2021-10-01")
    #expect(response.conflict.state == .resolvedMine && response.conflict.closedBy == "office:office.test")
    #expect(response.conflict.fields.map(\.take) == [.mine])
    #expect(try ConflictScenario.producer(response.conflict.theirRecord).name == "Tên của họ")
    let entry = try await scenario.registry.auditEntries(about: "producer/CT-1").last
    #expect(
      entry?.action == "resolve conflict registry-1 of office:office.test; fields taken from it: name"
        && entry?.lastRevision == before + 1 && entry?.operationID == "decision"
    )
    #expect(try await AuditVerification(database: scenario.registry.database).verdict().fault == "")
    #expect(try await ChangeLogVerification(database: scenario.registry.database).verdict().fault == "")
  }

  @Test("theirs stays, and fields may be decided one by one")
  func takenTheirs() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    let before = try await scenario.registry.revision()
    let theirs = try await scenario.resolve(id, take: .theirs)
    #expect(theirs.summary.applied && theirs.summary.unchanged == 1 && theirs.conflict.state == .resolvedTheirs)
    #expect(try await scenario.registry.revision() == before)
    let changed = Sample.producer("CT-1", name: "Tên thứ tư", unit: "06040")
    try #require(try await scenario.registry.importing([changed]).applied)
    var record = scenario.mine()
    if case .producer(var producer) = record.record {
      producer.unitCode = "06466"
      record.record = .producer(producer)
    }
    let both = try await scenario.queue(record, by: .unrestricted)
    let mixed = try await scenario.resolve(
      both,
      take: .theirs,
      fields: [("unit_code", .mine)],
      operationID: "mixed",
      by: .unrestricted
    )
    #expect(mixed.conflict.state == .resolvedMixed && mixed.conflict.fields.map(\.take) == [.theirs, .mine])
    let producer = try await scenario.producer()
    #expect(producer.name == "Tên thứ tư" && producer.unitCode == "06466")
  }

  @Test("a decision is done once: repeated it returns the first answer, another one finds the conflict closed")
  func resolvedOnce() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    let revision = try await scenario.get(id).revision
    let first = try await scenario.resolve(id, take: .mine, at: revision)
    #expect(try await scenario.resolve(id, take: .mine, at: revision) == first)
    let other = await ConflictScenario.refusal { try await scenario.resolve(id, take: .theirs, at: revision) }
    #expect(other == "ALREADY_EXISTS")
    let late = await ConflictScenario.refusal {
      try await scenario.resolve(id, take: .theirs, at: revision, operationID: "late")
    }
    #expect(late == "FAILED_PRECONDITION conflict_closed")
  }

  @Test("a record that was changed once more is refused, and the conflict shows what is stored now")
  func changedOnceMore() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    let shown = try await scenario.get(id).revision
    try #require(try await scenario.registry.importing([Sample.producer("CT-1", name: "Tên thứ tư")]).applied)
    let refusal = await ConflictScenario.refusal { try await scenario.resolve(id, take: .mine, at: shown) }
    #expect(refusal == "ABORTED stale_revision")
    let conflict = try await scenario.get(id)
    #expect(conflict.state == .open && conflict.revision > shown && conflict.queuedRevision == shown)
    #expect(try ConflictScenario.producer(conflict.theirRecord).name == "Tên thứ tư")
    #expect(try await scenario.resolve(id, take: .mine).summary.applied)
  }

  @Test("a decision goes through the rules of an import; what they refuse leaves the conflict open")
  func rules() async throws {
    let scenario = try await ConflictScenario()
    var record = scenario.mine()
    if case .producer(var producer) = record.record {
      producer.unitCode = "99999"
      record.record = .producer(producer)
    }
    let id = try await scenario.queue(record)
    let response = try await scenario.resolve(id, take: .mine)
    #expect(!response.summary.applied && response.summary.violations.map(\.field) == ["unit_code"])
    #expect(response.conflict.state == .open)
    #expect(try await scenario.producer().name == "Tên của họ")
  }

  @Test("an incomplete or wrong decision names what is wrong")
  func wrongDecisions() async throws {
    let scenario = try await ConflictScenario()
    let id = try await scenario.queue()
    func refusal(
      _ fields: [(String, CommonV1.ConflictSide)],
      take: CommonV1.ConflictSide = .unspecified
    ) async -> String {
      await ConflictScenario.refusal { try await scenario.resolve(id, take: take, fields: fields) }
    }
    #expect(await refusal([]) == "INVALID_ARGUMENT undecided")
    #expect(await refusal([("unit_code", .mine)], take: .mine) == "INVALID_ARGUMENT not_in_conflict")
    #expect(await refusal([("name", .mine), ("name", .mine)]) == "INVALID_ARGUMENT repeated")
    #expect(await refusal([("name", .unspecified)]) == "INVALID_ARGUMENT unknown_value")
    #expect(await refusal([], take: CommonV1.ConflictSide(rawValue: 9)) == "INVALID_ARGUMENT unknown_value")
    for name in ["registry-2", "listing-1", "registry-01", "1", ""] {
      #expect(await ConflictScenario.refusal { try await scenario.get(name) } == "NOT_FOUND")
    }
    #expect(try await scenario.producer().name == "Tên của họ")
  }

  @Test("lists are narrowed by state, unit and kind, and wrong filters are named")
  func lists() async throws {
    let scenario = try await ConflictScenario()
    let first = try await scenario.queue()
    let second = try await scenario.queue(scenario.mine(name: "Tên khác"))
    _ = try await scenario.resolve(first, take: .mine)
    #expect(try await scenario.list().map(\.conflictID) == [first, second])
    #expect(try await scenario.list(states: [.open]).map(\.conflictID) == [second])
    #expect(try await scenario.list(states: [.resolvedMine]).map(\.conflictID) == [first])
    #expect(try await scenario.list(unit: "187").count == 2)
    #expect(try await scenario.list(unit: "180").isEmpty)
    #expect(try await scenario.list(kind: "producer").count == 2)
    #expect(try await scenario.list(kind: "product").isEmpty)
    let refusals = [
      await ConflictScenario.refusal { try await scenario.list(unit: "99999") },
      await ConflictScenario.refusal { try await scenario.list(kind: "store") },
      await ConflictScenario.refusal { try await scenario.list(states: [.unspecified]) },
    ]
    #expect(
      refusals == [
        "INVALID_ARGUMENT unknown_unit", "INVALID_ARGUMENT unknown_value", "INVALID_ARGUMENT unknown_value",
      ]
    )
  }
}
