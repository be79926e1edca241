import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Synchronization
import Testing

@testable import CommandLineClient

/// Files that are too large for one request.
@Suite("Imports in parts")
struct ImportPartsTests {
  private static let limits = ImportLimits(partRowsMax: 50)

  /// A file of so many producers, CT-1 and on.
  private static func producers(_ count: Int, _ cell: (Int) -> String = { _ in "Hộ" }) -> String {
    let rows = (1...count).map { "CT-\($0),\(cell($0)),household,06463,2020-09-14\n" }
    return "producer_id,name,type,unit_code,registered_on\n" + rows.joined()
  }

  private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-parts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "producers.csv")
    try Data(text.utf8).write(to: file)
    try await body(file.path())
  }

  private static func violation(_ index: Int, _ field: String, _ reason: String) -> CommonV1.RecordViolation {
    var violation = CommonV1.RecordViolation()
    violation.recordIndex = UInt32(index)
    violation.field = field
    violation.reason = reason
    return violation
  }

  @Test("120 rows are checked whole and then sent in three parts, the same parts in every run")
  func parts() async throws {
    try await withFile(Self.producers(120)) { file in
      let registry = FakeRegistry()
      let run = await CommandRun(["import", file], registry, importLimits: Self.limits)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(registry.imports.map(\.dryRun) == [true, true, true, false, false, false])
      #expect(registry.imports.map(\.records.count) == [50, 50, 20, 50, 50, 20])
      #expect(run.output.contains("120 rows: 120 created"))
      let stored = registry.imports.filter { !$0.dryRun }
      #expect(Set(stored.map(\.operationID)).count == 3)
      _ = await CommandRun(["import", file], registry, importLimits: Self.limits)
      let again = registry.imports.filter { !$0.dryRun }.dropFirst(3)
      #expect(again.map(\.operationID) == stored.map(\.operationID))
    }
  }

  @Test("rows of many bytes make smaller parts, and a part never passes what a service accepts")
  func bytes() async throws {
    let name = String(repeating: "x", count: 1_000)
    try await withFile(Self.producers(30) { _ in name }) { file in
      let registry = FakeRegistry()
      let limits = ImportLimits(partRowsMax: 50, partBytesMax: 11_900)
      #expect(await CommandRun(["import", file], registry, importLimits: limits).status == .success)
      #expect(registry.imports.filter { !$0.dryRun }.map(\.records.count) == [10, 10, 10])
    }
  }

  @Test("with a fault in the last part nothing at all is stored")
  func checkedFirst() async throws {
    try await withFile(Self.producers(60)) { file in
      let registry = FakeRegistry { request in
        let index = request.records.firstIndex { record in
          if case .producer(let producer) = record.record { producer.producerID == "CT-55" } else { false }
        }
        return index.map { [Self.violation($0, "unit_code", "out_of_scope")] } ?? []
      }
      let run = await CommandRun(["import", file], registry, importLimits: Self.limits)
      #expect(run.status == .refused)
      let isAnythingSent = registry.imports.contains { !$0.dryRun }
      #expect(!isAnythingSent)
      #expect(run.diagnostics.contains("producers.csv:56: unit_code: 06463: out_of_scope"))
      #expect(run.output.contains("nothing of this file is stored"))
    }
  }

  @Test("when a part is refused that passed its check, which rows are stored is said, and the rest is not sent")
  func brokenInTheMiddle() async throws {
    try await withFile(Self.producers(120)) { file in
      let registry = FakeRegistry { request in
        guard !request.dryRun, case .producer(let first) = request.records.first?.record else { return [] }
        return first.producerID == "CT-51" ? [Self.violation(7, "name", "odd")] : []
      }
      let run = await CommandRun(["import", file], registry, importLimits: Self.limits)
      #expect(run.status == .refused)
      #expect(run.output.contains("120 rows, 1 fault: rows 2–51 are stored, the others are not"))
      #expect(run.diagnostics.contains("producers.csv:59: name: Hộ: odd"))
      #expect(registry.imports.filter { !$0.dryRun }.count == 2)
    }
  }

  /// A registry that refuses units in others that it does not have, as the real one does, and lists so many of them.
  private static func registryOfUnits(listing listedMax: Int = .max) -> FakeRegistry {
    let stored = Mutex<Set<String>>([])
    return FakeRegistry(listing: listedMax) { request in
      let units = request.records.map { record in
        if case .administrativeUnit(let unit) = record.record { (unit.code, unit.parentCode) } else { ("", "") }
      }
      return stored.withLock { stored in
        let all = stored.union(units.map(\.0))
        let bad = units.indices.filter { !units[$0].1.isEmpty && !all.contains(units[$0].1) }
        if bad.isEmpty, !request.dryRun { stored = all }
        return bad.map { Self.violation($0, "parent_code", "no_parent_in_force") }
      }
    }
  }

  @Test("a unit in one that comes in a later part is sent behind it")
  func references() async throws {
    let header = "code,name,kind,parent_code,valid_from\n"
    let rows = (1...59).map { "c\($0),x,commune,\($0 == 3 ? "last" : ""),2020-01-01\n" }.joined()
    try await withFile(header + rows + "last,x,district,,2020-01-01\n") { file in
      let registry = Self.registryOfUnits()
      let command = ["import", "--kind", "administrative_units", file]
      let run = await CommandRun(command, registry, importLimits: Self.limits)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(registry.imports.filter { !$0.dryRun }.map(\.records.count) == [50, 49, 10, 1])
    }
    try await withFile(header + rows) { file in
      let registry = Self.registryOfUnits()
      let command = ["import", "--kind", "administrative_units", file]
      let run = await CommandRun(command, registry, importLimits: Self.limits)
      #expect(run.status == .refused)
      #expect(run.diagnostics.contains("producers.csv:4: parent_code: last: no_parent_in_force"))
      let isAnythingSent = registry.imports.contains { !$0.dryRun }
      #expect(!isAnythingSent)
    }
  }

  @Test("more units that wait for a later part than a service lists are all sent behind it")
  func manyReferences() async throws {
    let rows = (1...49).map { "c\($0),x,commune,last,2020-01-01\n" }.joined()
    let end = "b1,x,commune,nowhere,2020-01-01\nc50,x,commune,last,2020-01-01\nlast,x,district,,2020-01-01\n"
    let header = "code,name,kind,parent_code,valid_from\n"
    try await withFile(header + rows + end) { file in
      let command = ["import", "--kind", "administrative_units", file]
      let run = await CommandRun(command, Self.registryOfUnits(listing: 7), importLimits: Self.limits)
      #expect(run.status == .refused)
      #expect(run.diagnostics.contains("producers.csv:51: parent_code: nowhere: no_parent_in_force"))
      #expect(run.output.contains("52 rows, 1 fault: nothing of this file is stored"))
    }
    try await withFile(header + rows + end.replacing("nowhere", with: "last")) { file in
      let command = ["import", "--kind", "administrative_units", file]
      let run = await CommandRun(command, Self.registryOfUnits(listing: 7), importLimits: Self.limits)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.output.contains("52 rows: 52 created"))
    }
  }

  @Test("what was imported before just like this is said to have changed nothing")
  func repeated() async throws {
    try await withFile(Self.producers(2)) { file in
      var router = Router()
      router.unary(RegistryV1.RegistryMethods.listRecords) { _, _ in
        var response = RegistryV1.ListRecordsResponse()
        response.revision = 90
        return response
      }
      router.unary(RegistryV1.RegistryMethods.importRecords) { _, _ in
        var summary = CommonV1.ImportSummary()
        summary.applied = true
        summary.created = 2
        summary.revision = 40
        return summary
      }
      let run = await CommandRun(["import", file], channel: InProcessChannel(router: router))
      #expect(run.status == .success)
      #expect(run.output.contains("2 rows: 0 created, 0 updated, 2 unchanged"))
      #expect(run.output.contains("2 rows of it had been imported before just like this"))
      #expect(run.output.contains("--again"))
    }
  }

  @Test("Ctrl-C lets the part that is under way end, and sends no other")
  func interrupted() async throws {
    try await withFile(Self.producers(120)) { file in
      let running = Mutex<Task<CommandRun, Never>?>(nil)
      let registry = FakeRegistry { request in
        if !request.dryRun { running.withLock { $0?.cancel() } }
        return []
      }
      let task = running.withLock { running in
        let task = Task { await CommandRun(["import", file], registry, importLimits: Self.limits) }
        running = task
        return task
      }
      let run = await task.value
      #expect(run.status == .interrupted)
      #expect(registry.imports.filter { !$0.dryRun }.count == 1)
      #expect(run.output.contains("rows 2–51 are stored"))
      #expect(run.diagnostics.contains("can simply be repeated"))
    }
  }

  @Test("an identifier that stands twice is refused at its second cell, with the row of the first")
  func repetition() async throws {
    try await withFile(Self.producers(60) + "CT-7,Hộ,household,06463,2020-09-14\n") { file in
      let registry = FakeRegistry()
      let run = await CommandRun(["import", file], registry, importLimits: Self.limits)
      #expect(run.status == .refused)
      #expect(run.diagnostics.contains("producers.csv:62: producer_id: CT-7: stands twice, first in row 8"))
      #expect(registry.imports.isEmpty)
    }
  }

  @Test("a dry run says what would be new, what would change and from what, and what would stay")
  func differences() async throws {
    let records = [
      FakeRegistry.producer("CT-1", name: "Hộ cũ"), FakeRegistry.producer("CT-2", name: "Hộ"),
    ]
    try await withFile("producer_id,name\nCT-1,Hộ mới\nCT-2,Hộ\nCT-3,Hộ\n") { file in
      let run = await CommandRun(["import", "--dry-run", file], FakeRegistry(records: records))
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.output.contains("~ producer CT-1 (row 2): name: Hộ cũ → Hộ mới\n"))
      #expect(run.output.contains("+ producer CT-3 (row 4)\n"))
      #expect(!run.output.contains("CT-2"))
      #expect(run.output.contains("3 rows: nothing wrong: 1 new, 1 changed, 1 unchanged"))
    }
  }

  @Test("progress says how many rows a second there are, and how long it will go on")
  func progress() {
    var progress = ImportProgress(total: 100_000)
    #expect(progress.text(elapsed: .seconds(1)) == "")
    progress.add(20_000)
    #expect(progress.text(elapsed: .seconds(2)) == "10.000 rows/s, 8 s left")
    #expect(progress.text(elapsed: .seconds(200)) == "100 rows/s, 13 min left")
  }

  @Test("stored rows are said as ranges")
  func ranges() {
    var ranges = RowRanges()
    for row in [2, 3, 4, 6, 9, 10, 3] { ranges.add(row) }
    #expect(ranges.text == "2–4, 6, 9–10, 3")
  }
}
