import ClientKit
import Messages
import Testing

@testable import CommandLineClient

@Suite("ocop merge")
struct MergeCommandTests {
  private static func producer(_ id: String, name: String, mergedInto: String = "") -> RegistryV1.Record {
    var record = FakeRegistry.producer(id, name: name)
    if case .producer(var producer) = record.record {
      producer.mergedIntoProducerID = mergedInto
      record.record = .producer(producer)
    }
    record.revision = 41
    return record
  }

  private static let both = [producer("CT-1", name: "Lạp sườn Bích Trâm"), producer("CT-2", name: "CS Bích Trâm")]

  @Test("both records stand side by side, and the duplicate is sent as it was read, with its revision")
  func merges() async {
    let registry = FakeRegistry(records: Self.both)
    let run = await CommandRun(["merge", "CT-2", "--into", "CT-1"], registry)
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(run.output.contains("duplicate"))
    #expect(run.output.contains { $0.isNewline })
    let row = run.output.split(separator: "\n").first { $0.hasPrefix("name ") }
    #expect(row?.contains("CS Bích Trâm") == true && row?.hasSuffix("Lạp sườn Bích Trâm") == true)
    #expect(registry.imports.count == 1)
    #expect(registry.imports.first?.dryRun == false)
    #expect(registry.imports.first?.operationID.hasPrefix("merge-CT-2-") == true)
    #expect(registry.imports.first?.records == [Self.producer("CT-2", name: "CS Bích Trâm", mergedInto: "CT-1")])
  }

  @Test("a dry run stores nothing, and an operation may be named")
  func dryRun() async {
    let registry = FakeRegistry(records: Self.both)
    let run = await CommandRun(["merge", "CT-2", "--into", "CT-1", "--dry-run", "--operation", "gop-1"], registry)
    #expect(run.status == .success)
    #expect(run.output.contains("nothing is stored"))
    #expect(registry.imports.map(\.dryRun) == [true])
    #expect(registry.imports.map(\.operationID) == ["gop-1"])
  }

  @Test("a merge is taken back by clearing the field")
  func undoes() async {
    let merged = Self.producer("CT-2", name: "CS Bích Trâm", mergedInto: "CT-1")
    let registry = FakeRegistry(records: [Self.both[0], merged])
    let run = await CommandRun(["merge", "CT-2", "--undo"], registry)
    #expect(run.status == .success)
    #expect(registry.imports.first?.records == [Self.both[1]])
  }

  @Test("what the registry refuses is shown in its words, and the status says so")
  func refused() async {
    let registry = FakeRegistry(records: Self.both) { _ in
      var violation = CommonV1.RecordViolation()
      violation.field = "merged_into_producer_id"
      violation.reason = "survivor_is_merged"
      violation.description = "CT-1 is itself merged into CT-9"
      return [violation]
    }
    let run = await CommandRun(["merge", "CT-2", "--into", "CT-1"], registry)
    #expect(run.status == .refused)
    #expect(run.diagnostics.contains("merged_into_producer_id: CT-1 is itself merged into CT-9"))
  }

  @Test("a producer that is not there, and a command line without a survivor, are refused before anything is sent")
  func wrong() async {
    let registry = FakeRegistry(records: Self.both)
    #expect(await CommandRun(["merge", "CT-9", "--into", "CT-1"], registry).status == .refused)
    #expect(await CommandRun(["merge", "CT-2", "--into", "CT-9"], registry).status == .refused)
    #expect(await CommandRun(["merge", "CT-2"], registry).status == .usage)
    #expect(await CommandRun(["merge", "CT-2", "--into", "CT-1", "--undo"], registry).status == .usage)
    #expect(registry.imports.isEmpty)
  }
}
