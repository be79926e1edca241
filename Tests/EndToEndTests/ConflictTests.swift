import Foundation
import Testing

/// Goal: what two officers have changed at the same time is lost by neither, and the province sees what waits in a
/// commune. Method: the four daemons with identities; province, office and producer each with its own token, and
/// spreadsheets between them.
@Suite("Two officers change one record", .timeLimit(.minutes(3))) struct ConflictTests {
  private let installation: Installation
  private let identities: Identities

  init() async throws {
    installation = try await Installation(startingInOrder: [])
    identities = try await Identities(in: installation)
    for service in Installation.Service.allCases { try await installation.start(service, with: identities.flags) }
    let imported = try await ocop("province", "import", Program.repository.appending(path: "deploy/sample").path)
    try #require(imported.exitCode == 0, "\(imported)")
  }

  private func ocop(_ role: String, _ arguments: String...) async throws -> Program.Outcome {
    try await installation.ocop(arguments + ["--token-file", identities.tokenFile(role)])
  }

  private func path(_ name: String) -> String { installation.folder.appending(path: name).path }

  /// Revision of a record, from an export as a role sees it.
  private func revision(of identifier: String, in kind: String, for role: String) async throws -> String {
    let file = path("\(role)-export-\(kind).csv")
    let exported = try await ocop(role, "export", kind, "--to", file)
    try #require(exported.exitCode == 0, "\(exported)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let line = try #require(text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(identifier),") })
    return String(try #require(line.split(separator: ",").last))
  }

  /// A file that changes the name of one record.
  private func renaming(_ identifier: String, to name: String, revision: String, column: String) throws -> String {
    let file = path("rename-\(UInt32.random(in: 0...UInt32.max)).csv")
    try "\(column),name,revision\n\(identifier),\(name),\(revision)\n"
      .write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  @Test("an officer's change waits in the registry, the province decides it in a spreadsheet, and all logs are proved")
  func registry() async throws {
    let read = try await revision(of: "CT-CL-02", in: "producers", for: "office")
    let theirs = try renaming("CT-CL-02", to: "Tên của tỉnh", revision: read, column: "producer_id")
    let first = try await ocop("province", "import", "--kind", "producers", theirs)
    try #require(first.exitCode == 0, "\(first)")
    let mine = try renaming("CT-CL-02", to: "Tên của xã", revision: read, column: "producer_id")
    let refused = try await ocop("office", "import", "--kind", "producers", mine)
    #expect(refused.exitCode == 1 && refused.errors.contains("read it again"), "\(refused)")
    let queued = try await ocop("office", "import", "--kind", "producers", "--queue-conflicts", mine)
    #expect(queued.exitCode == 0 && queued.output.contains("1 conflict queued"), "\(queued)")
    let again = try await ocop("office", "import", "--kind", "producers", "--queue-conflicts", mine)
    #expect(again.exitCode == 0, "\(again)")

    for role in ["province", "office"] {
      let listed = try await ocop(role, "conflicts")
      #expect(listed.output.contains("registry-1") && !listed.output.contains("registry-2"), "\(listed)")
    }
    let hidden = try await ocop("producer", "conflicts", "show", "registry-1")
    #expect(hidden.exitCode == 1 && hidden.output.isEmpty)
    let masked = try await ocop("auditor", "conflicts", "show", "registry-1")
    #expect(masked.exitCode == 0 && !masked.output.contains("Tên của"), "\(masked)")

    let sheet = path("conflicts.csv")
    let exported = try await ocop("province", "conflicts", "export", sheet)
    try #require(exported.exitCode == 0, "\(exported)")
    let text = try String(contentsOfFile: sheet, encoding: .utf8)
    #expect(text.contains("Tên của tỉnh,Tên của xã,office:the.office,"))
    try text.replacing("office:the.office,", with: "office:the.office,mine")
      .write(toFile: sheet, atomically: true, encoding: .utf8)
    let resolved = try await ocop("province", "conflicts", "resolve", "--file", sheet)
    #expect(resolved.exitCode == 0 && resolved.output.hasPrefix("1 resolved as mine"), "\(resolved)")
    let shown = try await ocop("office", "show", "producer", "CT-CL-02")
    #expect(shown.output.contains("Tên của xã"), "\(shown)")
    let audit = try await ocop("province", "audit", "--record", "producer/CT-CL-02")
    for action in ["queued as conflicts", "resolve conflict registry-1 of office:the.office"] {
      #expect(audit.output.contains(action), "\(audit)")
    }
    let verified = try await ocop("province", "verify")
    #expect(verified.exitCode == 0, "\(verified)")
  }

  @Test("a producer's change waits in the listing service; its office decides it, and it may not do so itself")
  func listing() async throws {
    let read = try await revision(of: "CH-CL-01-voso", in: "stores", for: "producer")
    let theirs = try renaming("CH-CL-01-voso", to: "Tên của xã", revision: read, column: "store_id")
    let first = try await ocop("office", "import", "--kind", "stores", theirs)
    try #require(first.exitCode == 0, "\(first)")
    let mine = try renaming("CH-CL-01-voso", to: "Tên của chủ thể", revision: read, column: "store_id")
    let queued = try await ocop("producer", "import", "--kind", "stores", "--queue-conflicts", mine)
    #expect(queued.exitCode == 0 && queued.errors.contains("waiting for an officer"), "\(queued)")
    let denied = try await ocop("producer", "conflicts", "resolve", "listing-1", "--take", "mine")
    #expect(denied.exitCode == 1, "\(denied)")
    let resolved = try await ocop("office", "conflicts", "resolve", "listing-1", "--field", "name=mine")
    #expect(resolved.exitCode == 0, "\(resolved)")
    let shown = try await ocop("producer", "show", "store", "CH-CL-01-voso")
    #expect(shown.output.contains("Tên của chủ thể"), "\(shown)")
    let closed = try await ocop("producer", "conflicts", "--state", "resolved_mine")
    #expect(closed.output.contains("listing-1"), "\(closed)")
    let late = try await ocop("producer", "conflicts", "withdraw", "listing-1")
    #expect(late.exitCode == 1, "\(late)")
  }
}
