import ClientKit
import Testing

@testable import CommandLineClient

/// Goal: `ocop audit` shows what all services have, in the order of time. Method: services in this process whose
/// entries are given, one to a page.
@Suite struct AuditCommandTests {
  private func run(_ arguments: String...) async -> CommandRun {
    let registry = FakeRegistry(
      audit: FakeAudit(entries: [
        FakeAudit.entry(1, by: "hoa", second: 10, "contact/CT-1"),
        FakeAudit.entry(2, by: "lan", second: 30, "contact/CT-1", "contact/CT-2", "contact/CT-3", "contact/CT-4"),
      ])
    )
    let listing = FakeListing(audit: FakeAudit(entries: [FakeAudit.entry(1, by: "hoa", second: 20)]))
    return await CommandRun(["audit"] + arguments, registry, listing)
  }

  /// "service entry who" of each line.
  private func lines(_ run: CommandRun) -> [String] {
    run.output.split(separator: "\n").dropFirst(2).map { line in
      let words = line.split(separator: " ").map(String.init)
      return words[1...3].joined(separator: " ")
    }
  }

  @Test("entries of all services are in the order of time")
  func order() async {
    let run = await run()
    #expect(lines(run) == ["registry 1 office:hoa", "listing 1 office:hoa", "registry 2 office:lan"])
    #expect(run.output.contains("contact/CT-1 contact/CT-2 contact/CT-3 and 1 more"))
    #expect(run.status == .success)
  }

  @Test("what narrows the search reaches the services, days as times")
  func narrowing() async {
    #expect(lines(await run("--subject", "lan")) == ["registry 2 office:lan"])
    #expect(lines(await run("--since", "1970-01-01T00:00:15Z")).count == 2)
    #expect(lines(await run("--since", "1970-01-02")) == [])
    #expect(lines(await run("--record", "contact/CT-2")) == ["registry 2 office:lan"])
  }

  @Test("with a limit it says that there is more")
  func limit() async {
    let run = await run("--limit", "1")
    #expect(lines(run) == ["registry 1 office:hoa", "listing 1 office:hoa"])
    #expect(run.diagnostics.contains("there is more"))
  }

  @Test("a time that is none, and a limit out of range, are wrong usage")
  func usage() async {
    #expect(await run("--since", "gestern").status == .usage)
    #expect(await run("--until", "2021-13-01").status == .usage)
    #expect(await run("--limit", "0").status == .usage)
  }

  @Test("JSON holds every field of every entry and whose it is")
  func json() async {
    let output = await run("--json", "--subject", "lan").output
    #expect(output.contains("\"service\": \"registry\"") && output.contains("\"contact/CT-4\""))
  }
}
