import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

@Suite("Imports into the registry")
struct RegistryImportTests {
  @Test("the units of Lạng Sơn and what became of them are taken as they are, each with its event")
  func realUnits() async throws {
    let registry = try RegistryUnderTest()
    let records = try Sample.units() + Sample.successions()
    let summary = try await registry.importing(records)
    #expect(summary.applied)
    #expect(Int(summary.created) == records.count)
    #expect(Int(summary.revision) == records.count)
    #expect(summary.violationCount == 0)
  }

  @Test("importing what is stored already changes nothing and appends no event")
  func unchanged() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let before = try await registry.revision()
    let summary = try await registry.importing(Sample.units().reversed())
    #expect(summary.applied)
    #expect(summary.unchanged == 278)
    #expect(summary.created == 0 && summary.updated == 0)
    #expect(try await registry.revision() == before)
  }

  @Test("only the records that differ are updated and get an event")
  func updates() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1"), Sample.producer("CT-2")])
    let before = try await registry.revision()
    let renamed = Sample.producer("CT-2", name: "Hợp tác xã mới")
    let summary = try await registry.importing([Sample.producer("CT-1"), renamed, Sample.producer("CT-3")])
    #expect((summary.created, summary.updated, summary.unchanged) == (1, 1, 1))
    #expect(try await registry.revision() == before + 2)
    #expect(try await registry.getWithoutRevision(.producer, "CT-2") == renamed)
  }

  @Test("a record that is missing from an import is not touched")
  func absenceDeletesNothing() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1"), Sample.producer("CT-2")])
    _ = try await registry.importing([Sample.producer("CT-2")])
    #expect(try await registry.getWithoutRevision(.producer, "CT-1") == Sample.producer("CT-1"))
  }

  @Test("a record sent back with the revision it was read at replaces that revision only, and nothing newer")
  func baseRevision() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1")])
    let read = try await registry.get(.producer, "CT-1")
    #expect(read.revision == (try await registry.revision()))
    var mine = Sample.producer("CT-1", name: "Hợp tác xã của tôi")
    mine.revision = read.revision
    #expect(try await registry.importing([mine]).updated == 1)
    // Another officer, who had read it before.
    var theirs = Sample.producer("CT-1", name: "Hợp tác xã khác")
    theirs.revision = read.revision
    let refused = try await registry.importing([theirs])
    #expect(!refused.applied)
    #expect(refused.violations.map(\.reason) == ["stale_revision"])
    #expect(refused.violations[0].description.contains("is at revision \(read.revision + 1) now"))
    // The same content again is no conflict, and a revision of nothing is.
    #expect(try await registry.importing([mine]).unchanged == 1)
    var unknown = Sample.producer("CT-9")
    unknown.revision = 1
    #expect(try await registry.importing([unknown]).violations.map(\.reason) == ["stale_revision"])
    theirs.revision = 0
    #expect(try await registry.importing([theirs]).updated == 1)
  }

  @Test("an event names its subject and the event before it of the same subject")
  func subjects() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let first = try await registry.importing([Sample.producer("CT-1")]).revision
    let second = try await registry.importing([Sample.producer("CT-1", name: "Tên mới")]).revision
    let events = try await registry.database.read { try ChangeLog.events(after: first - 1, limit: 10, in: $0) }
    #expect(events.map(\.revision) == [first, second])
    #expect(events.map(\.subject) == ["producer/CT-1", "producer/CT-1"])
    #expect(events.map(\.previousRevision) == [0, first])
  }

  @Test("one bad record keeps all of them out, and the corrected ones go in under the same operation id")
  func allOrNothing() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let before = try await registry.revision()
    let good = Sample.producer("CT-1")
    let refused = try await registry.importing([good, Sample.producer("CT-2", name: "")], operationID: "pack")
    #expect(!refused.applied)
    #expect(refused.violations.map(\.recordIndex) == [1])
    #expect(refused.revision == before)
    #expect(try await registry.revision() == before)
    await #expect(throws: RPCError.self) { try await registry.getWithoutRevision(.producer, "CT-1") }

    let corrected = try await registry.importing([good, Sample.producer("CT-2")], operationID: "pack")
    #expect(corrected.applied)
    #expect(corrected.created == 2)
  }

  @Test("a dry run says what would happen and stores nothing")
  func dryRun() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let before = try await registry.revision()
    let summary = try await registry.importing([Sample.producer("CT-1")], operationID: "pack", dryRun: true)
    #expect(!summary.applied)
    #expect(summary.created == 1)
    #expect(summary.violationCount == 0)
    #expect(try await registry.revision() == before)
    #expect(try await registry.list(.producer).records.isEmpty)
    #expect(try await registry.importing([Sample.producer("CT-1")], operationID: "pack").applied)
  }

  @Test("repeating an operation returns its first answer and changes nothing, whatever happened since")
  func repetition() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let first = try await registry.importing([Sample.producer("CT-1")], operationID: "pack")
    let renamed = Sample.producer("CT-1", name: "Hợp tác xã mới")
    _ = try await registry.importing([renamed])
    let again = try await registry.importing([Sample.producer("CT-1")], operationID: "pack")
    #expect(again == first)
    #expect(try await registry.getWithoutRevision(.producer, "CT-1") == renamed)
  }

  @Test("an operation id that was used for other records is refused")
  func reusedOperation() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    _ = try await registry.importing([Sample.producer("CT-1")], operationID: "pack")
    let error = await #expect(throws: RPCError.self) {
      try await registry.importing([Sample.producer("CT-2")], operationID: "pack")
    }
    #expect(error?.code == .alreadyExists)
    #expect(try await registry.list(.producer).records.count == 1)
  }

  @Test("references may go forward: targets, phases, claims, products and producers in any order")
  func forwardReferences() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let summary = try await registry.importing([
      Sample.recognition("CN-1", of: "SP-1"), Sample.product("SP-1", of: "CT-1"),
      Sample.supportRequest("DN-1", of: "CT-1"), Sample.training("TH-1", unit: "187", attended: ["CT-1"]),
      Sample.producer("CT-1"), Sample.target("MT-1", phase: "phase-1", unit: "187"),
      Sample.claim("CB-1", phase: "phase-1"),
      Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "186"]),
    ])
    #expect(summary.applied, "\(summary.violations)")
  }

  @Test("a reference to nothing is refused at its record and field")
  func unknownReferences() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let faults = try await registry.faults([
      Sample.product("SP-1", of: "CT-1"), Sample.recognition("CN-1", of: "SP-2"),
      Sample.supportRequest("DN-1", of: "CT-1"), Sample.training("TH-1", unit: "187", attended: ["CT-1"]),
      Sample.target("MT-1", phase: "phase-1", unit: ""), Sample.claim("CB-1", phase: "phase-1"),
    ])
    #expect(
      faults == [
        "0 producer_id unknown_producer", "1 product_id unknown_product", "2 producer_id unknown_producer",
        "3 attended_producer_ids unknown_producer", "4 phase_id unknown_phase", "5 phase_id unknown_phase",
      ]
    )
  }

  @Test("the fault of one record is not repeated at those that refer to it, and violations come by record")
  func faultsAreSaidOnce() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let faults = try await registry.faults([
      Sample.product("SP-1", of: "CT-1"), Sample.product("SP-2", of: "CT-0"), Sample.producer("CT-1", name: ""),
      Sample.recognition("CN-1", of: "SP-1"),
    ])
    #expect(faults == ["1 producer_id unknown_producer", "2 name missing"])
  }

  @Test("a record that comes twice in one import is refused: which one is meant cannot be told")
  func repeatedRecord() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let faults = try await registry.faults([Sample.producer("CT-1"), Sample.producer("CT-1", name: "Khác")])
    #expect(faults == ["1 record record_repeated"])
  }

  @Test("an empty record and an unknown choice are refused")
  func emptyRecord() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await registry.faults([RegistryV1.Record()]) == ["0 record missing"])
  }

  @Test("a thousand violations are listed, the others counted")
  func manyViolations() async throws {
    let registry = try RegistryUnderTest()
    let records = (0..<1500).map { Sample.producer("CT-\($0)", name: $0 < 1200 ? "" : "Hợp tác xã") }
    let summary = try await registry.importing(records)
    #expect(!summary.applied)
    // 1200 without a name, 300 in a unit that nobody has imported.
    #expect(summary.violationCount == 1500)
    #expect(summary.violations.count == 1000)
    #expect(summary.violations.map(\.recordIndex) == Array(0..<1000))
  }

  @Test("an operation needs a name")
  func operationNames() async throws {
    let registry = try RegistryUnderTest()
    for name in ["", String(repeating: "x", count: 129), "a\nb"] {
      let error = await #expect(throws: RPCError.self) { try await registry.importing([], operationID: name) }
      #expect(error?.code == .invalidArgument)
    }
  }
}
