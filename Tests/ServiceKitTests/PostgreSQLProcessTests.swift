import Foundation
import StorageTestSupport
import Testing

/// Goal: what an operator of a service on PostgreSQL meets. Method: the built programs, run as processes.
@Suite("Daemons on PostgreSQL", .timeLimit(.minutes(2)))
struct PostgreSQLProcessTests {
  @Test("two processes of one service run on one database, and each stops cleanly")
  func twoProcesses() async throws {
    let folder = try TemporaryFolder()
    let place = try TemporaryPlace(.postgresql)
    let processes = try (1...2).map { number in
      try DaemonProcess(
        "ocop-registry",
        ["--listen", "unix:\(folder.path)/\(number).sock", "--storage", place.location]
      )
    }
    for process in processes {
      #expect(await process.line(containing: "listening on") != nil)
    }
    for process in processes {
      process.signal(SIGTERM)
      let outcome = await process.outcome()
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  @Test("a password is neither printed by --check-config nor said when the server cannot be reached")
  func password() async throws {
    let folder = try TemporaryFolder()
    let location = "postgresql://ocop:geheim@/ocop?host=\(folder.path)&password=geheim"
    let checked = try await DaemonProcess.run("ocop-registry", ["--check-config", "--storage", location])
    #expect(checked.exitCode == 0, "\(checked)")
    #expect(checked.output.contains("storage = postgresql://ocop:***@/ocop?host=\(folder.path)&password=***  # "))
    let started = try await DaemonProcess.run(
      "ocop-registry",
      ["--listen", "unix:\(folder.path)/a.sock", "--storage", location]
    )
    #expect(started.exitCode == 1, "\(started)")
    #expect(started.errors.contains("cannot connect to postgresql://ocop:***@/ocop"))
    for outcome in [checked, started] { #expect(!"\(outcome)".contains("geheim")) }
  }
}
