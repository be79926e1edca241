import Glibc
import RPC
import Testing

@testable import RPCSocket

/// Goal: what an operator may write for where to listen, and what a server makes of it.
@Suite(.timeLimit(.minutes(1))) struct ListenAddressTests {
  @Test(
    "addresses to listen on are read and written",
    arguments: ["tcp:127.0.0.1:0", "unix:/run/x.sock", "systemd:", "systemd:ocop-registry.socket"]
  )
  func readAndWritten(text: String) throws {
    #expect("\(try ListenAddress(parsing: text))" == text)
  }

  @Test(
    "what is no address to listen on is refused",
    arguments: [
      "", "systemd", "systemd:a:b", "systemd:a\u{7}", "systemd:" + String(repeating: "x", count: 256), "tcp:host",
      "tcp:127.0.0.1:1,", ",", "tcp:127.0.0.1:1,tcp:127.0.0.1:1", "unix:/a, unix:/b",
    ]
  )
  func refused(text: String) {
    #expect(throws: SocketError.self) { try ListenAddress.list(parsing: text) }
  }

  @Test("several addresses stand between commas")
  func several() throws {
    let list = try ListenAddress.list(parsing: "tcp:[::1]:0,unix:/a b,systemd:")
    #expect(
      list == [.endpoint(.tcp(host: "::1", port: 0)), .endpoint(.unix(path: "/a b")), .inherited(name: nil)]
    )
  }

  @Test("a server answers at every address it was given")
  func answersEverywhere() async throws {
    let file = TemporaryPath()
    try await TestServer.with([.endpoint(TestServer.loopback), .endpoint(.unix(path: file.path))]) { server in
      #expect(server.endpoints.count == 2)
      for endpoint in server.endpoints {
        try await TestServer.withChannel(endpoint) { channel in
          let answer = try await channel.echo("\(endpoint)")
          #expect(answer == "\(endpoint)")
        }
      }
    }
    #expect(access(file.path, F_OK) != 0, "the file of a stopped server is removed")
  }

  @Test("where one address of several is taken, none is listened on")
  func allOrNone() async throws {
    let file = TemporaryPath()
    try await TestServer.with { server in
      let addresses: [ListenAddress] = [.endpoint(.unix(path: file.path)), .endpoint(server.endpoint)]
      await #expect(throws: SocketError.self) {
        try await SocketServer.start(at: addresses, router: .standard, logger: TestServer.silentLogger)
      }
      #expect(access(file.path, F_OK) != 0)
    }
  }

  @Test("a host with several addresses is reached at the one that answers")
  func severalAddresses() async throws {
    try await TestServer.with { server in
      // ::1 comes first where the machine has it, and nobody listens there.
      try await TestServer.withChannel(.tcp(host: "localhost", port: server.port)) { channel in
        for text in ["1", "2"] {
          let answer = try await channel.echo(text)
          #expect(answer == text)
        }
      }
    }
  }
}
