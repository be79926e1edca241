import Glibc
import RPC
import Testing
import Wire

@testable import RPCSocket

/// Goal: the options of our sockets are what the kernel has, on both sides. Method: the sockets of this process are
/// looked through for the two ends of one connection.
@Suite(.timeLimit(.minutes(1))) struct SocketOptionTests {
  @Test("both ends send at once, give up with the ping's timeout, and send no probes")
  func tcpOptions() async throws {
    try await TestServer.with { server in
      try await TestServer.withChannel(server.endpoint) { channel in
        _ = try await channel.echo("connected")
        let ends = OpenSockets.connected(toOrFrom: server.port)
        #expect(ends.count == 2)
        for descriptor in ends {
          #expect(OpenSockets.option(IPPROTO_TCP, TCP_NODELAY, descriptor) == 1)
          #expect(OpenSockets.option(SOL_SOCKET, SO_KEEPALIVE, descriptor) == 0)
          let timeout = OpenSockets.option(IPPROTO_TCP, TCP_USER_TIMEOUT, descriptor)
          #expect(timeout == CInt(WireLimits.standard.pingTimeoutMilliseconds))
        }
      }
    }
  }

  @Test(
    "the file of a Unix socket has the permissions that were asked for",
    arguments: [0o600, 0o660, 0o666] as [UInt32]
  )
  func fileMode(mode: UInt32) async throws {
    let file = TemporaryPath()
    var configuration = SocketServer.Configuration()
    configuration.unixFileMode = mode
    try await TestServer.with([.endpoint(.unix(path: file.path))], configuration) { _ in
      var status = stat()
      #expect(lstat(file.path, &status) == 0)
      #expect(status.st_mode & 0o777 == mode)
    }
  }

  @Test("the file that another server has put in place is left alone")
  func replacedFile() async throws {
    let file = TemporaryPath()
    try await TestServer.with([.endpoint(.unix(path: file.path))]) { _ in
      file.write("somebody else's")
    }
    #expect(access(file.path, F_OK) == 0)
  }

  @Test("a handler sees the process on the other side of a Unix socket, and nothing on TCP")
  func peerIdentity() async throws {
    let file = TemporaryPath()
    try await TestServer.with([.endpoint(TestServer.loopback), .endpoint(.unix(path: file.path))]) { server in
      try await TestServer.withChannel(server.endpoints[0]) { channel in
        let peer = try await channel.peer()
        #expect(peer.hasPrefix("tcp:127.0.0.1:"))
        #expect(peer.hasSuffix("|unknown"))
      }
      try await TestServer.withChannel(server.endpoints[1]) { channel in
        let peer = try await channel.peer()
        #expect(peer == "unix (pid \(getpid()), uid \(getuid()))|\(getpid()) \(getuid()) \(getgid())")
      }
    }
  }
}
