import Foundation
import Testing

// Goal: every command that the README shows works. Method: the commands are read from the README and run by a shell
// against a running installation with the sample. Continuous integration itself runs deploy/quickstart and deploy/test.
@Suite("The README", .serialized, .timeLimit(.minutes(3)))
struct ReadmeTests {
  private let readme: String
  private let commands: [String]

  init() throws {
    readme = try String(contentsOf: Program.repository.appending(path: "README.md"), encoding: .utf8)
    commands = readme.matches(of: /(?s)```sh\n(.*?)```/)
      .flatMap { $0.1.split(separator: "\n").map(String.init) }
  }

  @Test("every ocop command of the README succeeds against a running installation")
  func clientCommandsSucceed() async throws {
    let clientCommands = commands.filter { $0.hasPrefix("ocop ") }
    try #require(clientCommands.count >= 8)
    let installation = try await Installation()
    let sample = Program.repository.appending(path: "deploy/sample").path
    let imported = try await installation.ocop("import", sample)
    try #require(imported.exitCode == 0, "\(imported)")
    for command in clientCommands {
      let outcome = try await shell(command, environment: installation.environment)
      #expect(outcome.exitCode == 0, "\(command)\n\(outcome)")
      #expect(!outcome.output.isEmpty, "\(command)\n\(outcome)")
    }
  }

  @Test("the report that the README shows is the one that the sample gives")
  func shownReportIsTrue() async throws {
    let shown = try #require(readme.firstMatch(of: /(?s)```text\n(.*?)```/)?.1)
    let installation = try await Installation()
    let imported = try await installation.ocop("import", Program.repository.appending(path: "deploy/sample").path)
    try #require(imported.exitCode == 0, "\(imported)")
    let printed = try await installation.ocop("report", "progress", "--as-of", "2021-11-05", "--geo", "2021", "--wait")
    let lines = printed.output.split(separator: "\n").map(String.init)
    try #require(lines.count > 20, "\(printed)")
    for line in shown.split(separator: "\n").map(String.init) {
      #expect(lines.contains(line), "not printed: \(line)")
    }
  }

  @Test("every command of the load tester that the README shows passes")
  func loadCommandsPass() async throws {
    let loadCommands = commands.filter { $0.hasPrefix("ocop-load ") }
    try #require(loadCommands.count >= 3)
    let installation = try await Installation()
    let imported = try await installation.ocop("import", Program.repository.appending(path: "deploy/sample").path)
    try #require(imported.exitCode == 0, "\(imported)")
    for command in loadCommands {
      let local = command.replacing("tcp:127.0.0.1:7401", with: installation.endpoint(of: .registry))
        .replacing("/tmp/load.html", with: installation.folder.appending(path: "load.html").path)
      let outcome = try await shell(local, environment: installation.environment)
      #expect(outcome.exitCode == 0, "\(command)\n\(outcome)")
      #expect(!outcome.output.isEmpty, "\(command)\n\(outcome)")
    }
  }

  @Test("every daemon command of the README starts, answers the command line, and stops")
  func daemonCommandsStart() async throws {
    let daemonCommands = commands.filter { $0.hasPrefix("ocop-") && !$0.hasPrefix("ocop-load ") }
    try #require(!daemonCommands.isEmpty)
    let folder = "/tmp/ocop-\(UInt32.random(in: 0...UInt32.max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for command in daemonCommands {
      let local = command.replacing("/tmp/ocop-alone", with: folder)
      let words = local.split(separator: " ").map(String.init)
      let daemon = try Program(words[0], Array(words.dropFirst()))
      _ = try await daemon.line(with: "listening")
      let endpoint = try #require(words.first { $0.hasPrefix("unix:") })
      let listed = try await Program.run("ocop", ["list", "producers", "--gateway", endpoint])
      #expect(listed.exitCode == 0, "\(listed)")
      daemon.signal(SIGTERM)
      #expect(await daemon.outcome().exitCode == 0)
    }
  }

  @Test("continuous integration runs the README's other commands")
  func otherCommandsRunInContinuousIntegration() throws {
    let others = commands.filter { !$0.hasPrefix("ocop") && !$0.hasPrefix("export ") }
    #expect(Set(others) == ["deploy/quickstart", "deploy/test"])
    let script = try String(contentsOf: Program.repository.appending(path: ".ci/run"), encoding: .utf8)
    #expect(others.allSatisfy(script.contains))
  }

  private func shell(_ command: String, environment: [String: String]) async throws -> Program.Outcome {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let searched = ["PATH": "\(Program.folder.path):\(path)"]
    return try await Program.run("/bin/bash", ["-c", command], environment: environment.merging(searched) { $1 })
  }
}
