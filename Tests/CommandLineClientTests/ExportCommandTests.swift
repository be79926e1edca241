import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Spreadsheet
import Testing

@testable import CommandLineClient

@Suite("ocop export")
struct ExportCommandTests {
  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path().hasSuffix("/") ? String(folder.path().dropLast()) : folder.path())
  }

  private static func record(_ id: String, _ name: String, revision: UInt64) -> RegistryV1.Record {
    var producer = RegistryV1.Producer()
    producer.producerID = id
    producer.name = name
    producer.type = .household
    producer.unitCode = "06463"
    producer.registeredOn = "2020-09-14"
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    record.revision = revision
    return record
  }

  private static let records = [
    record("CT-1", "=1+1", revision: 5), record("CT-2", "'=x", revision: 6), record("CT-3", "Hộ \"A\", B", revision: 7),
    record("CT-4", "  ", revision: 8),
  ]

  @Test("what is exported comes back as it was, with the revision it had", arguments: ["csv", "xlsx"])
  func roundTrip(ending: String) async throws {
    try await withFolder { folder in
      let file = "\(folder)/producers.\(ending)"
      let run = await CommandRun(["export", "producers", "--to", file], FakeRegistry(records: Self.records))
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.output == "\(file): 4 producers\n")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names == ["producers.\(ending)"])
      let registry = FakeRegistry()
      let back = await CommandRun(["import", file], registry)
      #expect(back.status == .success, "\(back.diagnostics)")
      let found = registry.imports.flatMap(\.records)
      #expect(found.map(\.revision) == [5, 6, 7, 8])
      #expect(found.prefix(3).map(\.record) == Self.records.prefix(3).map(\.record))
      if ending == "csv" {
        let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        #expect(Array(text.utf8).starts(with: "\u{FEFF}producer_id,".utf8))
        #expect(text.contains("'=1+1") && text.contains("\r\n"))
      } else {
        let sheet = try SpreadsheetFile(path: file)
        let reader = try sheet.rows(of: sheet.sheets[0])
        _ = try reader.next()
        let second = try reader.next()
        let cells = try #require(second).cells
        #expect(cells.contains { $0.text == "06463" && $0.kind == .text })
        #expect(cells.contains { $0.text == "2020-09-14" && $0.kind == .date })
      }
    }
  }

  @Test("what a role may not see is marked, and a file with the mark is refused at the cell")
  func masked() async throws {
    try await withFolder { folder in
      var masked = Self.record("CT-1", "", revision: 5)
      masked.maskedFields = ["name"]
      let file = "\(folder)/producers.csv"
      let run = await CommandRun(["export", "producers", "--to", file], FakeRegistry(records: [masked]))
      #expect(run.diagnostics.contains("not yours to see"))
      let registry = FakeRegistry()
      let back = await CommandRun(["import", file], registry)
      #expect(back.status == .refused && registry.imports.isEmpty)
      #expect(back.diagnostics.contains("producers.csv:2: name: (ẩn · masked): was masked when it was exported"))
    }
  }

  @Test("a service that breaks off leaves no file, and not the remains of one")
  func brokenOff() async throws {
    try await withFolder { folder in
      var router = Router()
      router.unary(RegistryV1.RegistryMethods.listRecords) { request, _ in
        guard request.page?.pageToken.isEmpty ?? true else { throw RPCError(.unavailable, "gone") }
        var response = RegistryV1.ListRecordsResponse()
        response.records = Self.records
        response.nextPageToken = "2"
        return response
      }
      for ending in ["csv", "xlsx"] {
        let run = await CommandRun(
          ["export", "producers", "--to", "\(folder)/p.\(ending)"],
          channel: InProcessChannel(router: router)
        )
        #expect(run.status != .success)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names == [])
      }
    }
  }

  @Test("where to export must be said once, with an ending that is known")
  func usage() async {
    for arguments in [
      [], ["--to", "x.ods"], ["--to", "x.csv", "--folder", "y"], ["--folder", "y", "--format", "pdf"],
    ] {
      #expect(await CommandRun(["export", "producers"] + arguments, FakeRegistry()).status == .usage)
    }
  }
}
