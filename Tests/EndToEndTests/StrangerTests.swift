import Foundation
import Testing

// Goal: a stranger at a port disturbs nobody. Method: raw bytes to every daemon's socket beside a working client.
@Suite("Strangers at the door", .serialized, .timeLimit(.minutes(3)))
struct StrangerTests {
  static let openings: [(name: String, bytes: [UInt8])] = [
    ("random bytes", [0x51, 0xC3, 0x07, 0x99, 0xFE, 0x00, 0x13, 0x37, 0xAB, 0xCD]),
    ("an HTTP request", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)),
    ("a TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]),
    (
      "a frame length of 2^32-1 behind the right preface",
      [0x89, 0x4F, 0x43, 0x4F, 0x50, 0x0D, 0x0A, 0x1A, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0]
    ),
  ]

  @Test("a garbage connection to any daemon is closed with one log line, and the next call is answered")
  func garbageIsClosed() async throws {
    let installation = try await Installation()
    for service in Installation.Service.allCases {
      let program = try #require(installation.program(of: service))
      for (index, opening) in Self.openings.enumerated() {
        let before = program.lines.count
        let connection = try RawConnection(path: installation.socketPath(of: service))
        connection.send(opening.bytes)
        _ = try connection.readToEnd()
        let status = try await installation.ocop("status")
        #expect(status.exitCode == 0, "\(service) after \(opening.name): \(status)")
        let added = program.lines.dropFirst(before).filter { !$0.contains("follow") }
        #expect(added.count == 1, "\(service) after \(opening.name) (\(index)): \(added)")
      }
    }
  }

  @Test(
    "a second process on the same file is refused with a clear line, and the first keeps serving",
    .disabled(if: Installation.isOnPostgreSQL, "there several processes may share the data")
  )
  func secondProcessIsRefused() async throws {
    let installation = try await Installation()
    let second = try await Program.run(
      "ocop-registry",
      [
        "--listen", "unix:\(installation.folder.path)/other.sock",
        "--storage", "sqlite:\(installation.folder.path)/registry.db",
      ]
    )
    #expect(second.exitCode == 1, "\(second)")
    #expect(second.errors.contains("registry.db"), "\(second)")
    #expect(try await installation.ocop("status").exitCode == 0)
  }

  @Test("a taken address is refused with a line that names it")
  func takenAddressIsRefused() async throws {
    let installation = try await Installation()
    let second = try await Program.run(
      "ocop-registry",
      [
        "--listen", installation.endpoint(of: .registry), "--storage", "sqlite:\(installation.folder.path)/other.db",
      ]
    )
    #expect(second.exitCode == 1, "\(second)")
    #expect(second.errors.contains(installation.endpoint(of: .registry)), "\(second)")
  }

  @Test("the command line without a gateway says which address did not answer and what to do")
  func missingGatewayIsExplained() async throws {
    let outcome = try await Program.run(
      "ocop",
      ["status"],
      environment: ["OCOP_GATEWAY": "unix:/tmp/ocop-nowhere.sock"]
    )
    #expect(outcome.exitCode == 3, "\(outcome)")
    #expect(outcome.errors.contains("/tmp/ocop-nowhere.sock"), "\(outcome)")
  }

  @Test("every daemon ends cleanly on SIGTERM and answers --help, --version and --check-config")
  func daemonsBehaveAsServices() async throws {
    let installation = try await Installation()
    for service in Installation.Service.allCases {
      #expect(await installation.stop(service)?.exitCode == 0)
      let help = try await Program.run("ocop-\(service)", ["--help"])
      #expect(help.exitCode == 0 && help.output.contains("--listen"), "\(help)")
      #expect(try await Program.run("ocop-\(service)", ["--version"]).exitCode == 0)
      let wrong = try await Program.run("ocop-\(service)", ["--listten", "tcp:127.0.0.1:0"])
      #expect(wrong.exitCode == 2 && wrong.errors.contains("--listten"), "\(wrong)")
    }
  }
}
