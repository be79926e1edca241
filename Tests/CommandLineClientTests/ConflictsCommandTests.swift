import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// Goal: an officer finds what waits, sees all sides, and decides in the terminal or in a spreadsheet. Method: services
/// whose queues decide as they are told.
@Suite("ocop conflicts")
struct ConflictsCommandTests {
  private let conflicts = FakeConflicts([FakeConflicts.producer(1), FakeConflicts.producer(2, mine: "=1+1")])

  private func run(_ arguments: [String], input: String = "") async -> CommandRun {
    var router = Router()
    router.register(FakeRegistry(conflicts: conflicts))
    router.register(FakeListing())
    return await CommandRun(["conflicts"] + arguments, channel: InProcessChannel(router: router), input: input)
  }

  private func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-conflicts-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }

  @Test("what waits is listed from every service, page by page, as a table, JSON or CSV")
  func list() async throws {
    let table = await run([])
    #expect(table.status == .success && table.diagnostics == "2 conflicts\n")
    #expect(table.output.contains("registry-1") && table.output.contains("producer CT-2"))
    #expect(conflicts.listed.allSatisfy { $0.states == [.open] })
    let json = await run(["list", "--json", "--unit", "187", "--state", "all", "--kind", "producers"])
    #expect(json.output.contains("\"mine\": \"của ta\"") && json.output.contains("\"state\": \"open\""))
    let last = try #require(conflicts.listed.last)
    #expect(last.unitCode == "187" && last.kind == "producer" && last.states == [])
    let csv = await run(["--csv"])
    #expect(csv.output.contains("registry-2,20,producer,CT-2,name,gốc,của họ,'=1+1,office:hoa,\r\n"))
    #expect(await run(["--state", "opn"]).status == .usage)
  }

  @Test("a service that has no queue is said to have none; when no service answers, the command fails")
  func silent() async {
    var router = Router()
    router.register(FakeRegistry(conflicts: conflicts))
    router.register(FakeListing(conflicts: FakeConflicts(error: RPCError(.unimplemented, "no such method"))))
    let half = await CommandRun(["conflicts"], channel: InProcessChannel(router: router))
    #expect(half.status == .success && half.output.contains("registry-1"))
    #expect(half.diagnostics.contains("the listing does not tell its conflicts: no such method"))
    let none = await CommandRun(["conflicts"], channel: InProcessChannel(router: Router()))
    #expect(none.status == .unavailable)
  }

  @Test("one is shown with all its sides, and how to decide it")
  func show() async {
    let shown = await run(["show", "registry-1"])
    #expect(shown.status == .success)
    for text in ["gốc", "của họ", "của ta", "2021-10-01", "office:hoa", "2021-11-05T00:00:00Z"] {
      #expect(shown.output.contains(text), "\(text)")
    }
    #expect(shown.diagnostics.contains("ocop conflicts resolve registry-1 --revision 20 --take mine|theirs"))
    #expect(await run(["show", "registry-9"]).status == .refused)
    #expect(await run(["show", "12"]).status == .usage)
  }

  @Test("a decision is sent for all fields or for single ones, on the revision that was shown, with a name of its own")
  func resolve() async throws {
    for arguments in [
      [], ["registry-1"], ["registry-1", "--take", "both"], ["registry-2", "--field", "name"],
      ["registry-2", "--field", "nme=mine"], ["--file", "x.csv", "--take", "ask"],
      ["registry-1", "--file", "x.csv", "--take", "mine"],
    ] {
      #expect(await run(["resolve"] + arguments).status == .usage, "\(arguments)")
    }
    let mine = await run(["resolve", "registry-1", "--take", "theirs", "--field", "name=mine", "--revision", "20"])
    #expect(mine.status == .success, "\(mine.diagnostics)")
    #expect(mine.output == "1 resolved as mine, 0 as theirs, 0 some of each, 0 left open\n")
    let first = try #require(conflicts.decided.last)
    #expect(first.take == .theirs && first.fields.map(\.name) == ["name"] && first.revision == 20)
    _ = await run(["resolve", "registry-2", "--take", "mine"])
    _ = await run(["resolve", "registry-2", "--take", "mine"])
    let names = conflicts.decided.map(\.operationID)
    #expect(names.count == 3 && names[1] == names[2] && names[0] != names[1])
    let stale = await run(["resolve", "registry-2", "--take", "mine", "--revision", "19", "--json"])
    #expect(stale.status == .refused && stale.output.contains("\"refused\": 1"))
    #expect(stale.diagnostics.contains("the record is at revision 20 now"))
  }

  @Test("who is asked sees every side, and may leave it open")
  func ask() async {
    let open = await run(["resolve", "registry-1", "--take", "ask"], input: "\n")
    #expect(open.status == .success && open.output.contains("1 left open") && conflicts.decided.isEmpty)
    #expect(open.diagnostics.contains("của họ") && open.diagnostics.contains("của ta"))
    let theirs = await run(["resolve", "registry-1", "--take", "ask"], input: "th\n")
    #expect(theirs.output.contains("1 as theirs"))
  }

  @Test("what is decided in a spreadsheet is stored, what is left empty stays open", arguments: ["csv", "xlsx"])
  func file(ending: String) async throws {
    try await withFolder { folder in
      let path = "\(folder)/conflicts.\(ending)"
      let exported = await run(["export", path])
      #expect(exported.status == .success && exported.output.contains("2 conflicts"), "\(exported.diagnostics)")
      let untouched = await run(["resolve", "--file", path])
      #expect(untouched.output == "0 resolved as mine, 0 as theirs, 0 some of each, 2 left open\n")
      if ending == "csv" {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains("'=1+1"))
        let decided = text.replacing("của ta,office:hoa,\r\n", with: "của ta,office:hoa,mine\r\n")
        try decided.write(toFile: path, atomically: true, encoding: .utf8)
      }
      let rest = await run(["resolve", "--file", path, "--take", "theirs"])
      let isMarked = ending == "csv"
      #expect(
        rest.output
          == "\(isMarked ? 1 : 0) resolved as mine, \(isMarked ? 1 : 2) as theirs, 0 some of each, 0 left open\n"
      )
      #expect(conflicts.decided.allSatisfy { $0.fields.map(\.name) == ["name"] && $0.revision == 20 })
    }
  }

  @Test("a file that is none, or was changed elsewhere than in its column take, is refused with the line")
  func badFiles() async throws {
    let header = ConflictFile.columnNames.joined(separator: ",")
    try await withFolder { folder in
      for (rows, reason) in [
        ("a,b\n", "this is not a file of conflicts"),
        ("\(header)\nregistry-1,x,producer,CT-1,name,,,,,mine\n", ":2: not a conflict"),
        ("\(header)\nregistry-1,20,producer,CT-1,name,,,,,ours\n", ":2: take is mine or theirs"),
        (
          "\(header)\nregistry-1,20,p,CT-1,name,,,,,mine\nregistry-1,20,p,CT-1,name,,,,,mine\n",
          ":3: registry-1 stands twice"
        ),
      ] {
        let path = "\(folder)/bad.csv"
        try rows.write(toFile: path, atomically: true, encoding: .utf8)
        let run = await run(["resolve", "--file", path])
        #expect(run.status == .refused && run.diagnostics.contains(reason), "\(run.diagnostics)")
      }
    }
    #expect(conflicts.decided.isEmpty)
    #expect(await run(["export", "x.ods"]).status == .usage)
  }

  @Test("conflicts are withdrawn by their names")
  func withdraw() async {
    let run = await run(["withdraw", "registry-1", "registry-2"])
    #expect(run.status == .success)
    #expect(run.output == "registry-1: producer CT-1, withdrawn\nregistry-2: producer CT-2, withdrawn\n")
  }

  @Test("an import says which records wait, and stores the others; a dry run says how many would")
  func imports() async throws {
    try await withFolder { folder in
      let file = "\(folder)/producers.csv"
      try "producer_id,name,revision\nCT-1,A,5\nCT-2,của ta,6\nCT-3,C,7\n"
        .write(toFile: file, atomically: true, encoding: .utf8)
      let registry = FakeRegistry(conflicts: conflicts)
      let run = await CommandRun(["import", "--queue-conflicts", file], registry)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.output.contains("2 created, 0 updated, 0 unchanged") && run.output.contains(", 1 conflict queued"))
      #expect(run.diagnostics.contains("1 record changed by others meanwhile, waiting for an officer: ocop conflicts"))
      #expect(registry.imports.allSatisfy { $0.queueConflicts })
      let json = await CommandRun(["import", "--queue-conflicts", file, "--json"], registry)
      #expect(json.output.contains("\"registry-1\"") && json.output.contains("\"conflicts\": 1"))
      let dry = await CommandRun(["import", "--queue-conflicts", "--dry-run", file], registry)
      #expect(dry.output.contains(", 1 conflict to be queued"))
      #expect(!dry.diagnostics.contains("waiting for an officer"))
      let plain = FakeRegistry(conflicts: conflicts)
      _ = await CommandRun(["import", file], plain)
      #expect(plain.imports.allSatisfy { !$0.queueConflicts })
    }
  }
}
