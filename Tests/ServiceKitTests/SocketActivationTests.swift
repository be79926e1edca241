import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Testing

/// Goal: a daemon serves on sockets that systemd hands over, leaves them as they are, and says what is wrong with ones
/// that cannot be used. Method: a launcher that does what systemd does (sd_listen_fds(3)) and becomes the daemon.
@Suite("Socket activation", .timeLimit(.minutes(1)))
struct SocketActivationTests {
  /// Opens the sockets named by its first arguments, in order, from descriptor 3 on, and becomes the program behind
  /// "--". Each is KIND=NAME: tcp, unix:PATH, datagram, connected, file.
  private static let launcher = """
    import os, socket, sys
    split = sys.argv.index("--")
    opened, names, others = [], [], []
    for text in sys.argv[1:split]:
        kind, name = text.rsplit("=", 1)
        if kind == "tcp":
            s = socket.socket(socket.AF_INET, socket.SOCK_STREAM); s.bind(("127.0.0.1", 0)); s.listen(16)
        elif kind == "datagram":
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0))
        elif kind == "connected":
            s, other = socket.socketpair(); others.append(other)
        elif kind == "file":
            s = open("/dev/null")
        else:
            s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); s.bind(kind.removeprefix("unix:")); s.listen(16)
        opened.append(s); names.append(name)
    # Out of the way first, so that none is overwritten before it was moved.
    for index, s in enumerate(opened):
        os.dup2(s.fileno(), 100 + index)
    for index in range(len(opened)):
        os.dup2(100 + index, 3 + index, inheritable=True)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(names)), LISTEN_FDNAMES=":".join(names))
    os.execv(sys.argv[split + 1], sys.argv[split + 1:])
    """

  private func launch(_ sockets: [String], listen: String, _ folder: TemporaryFolder) throws -> DaemonProcess {
    try DaemonProcess(
      "/usr/bin/python3",
      ["-c", Self.launcher] + sockets
        + ["--", DaemonProcess.programs.appending(path: "ocop-registry").path, "--listen", listen]
        + ["--storage", "sqlite:\(folder.path)/a.db"]
    )
  }

  private func check(_ endpoint: String) async throws -> RpcV1.ServingStatus {
    let channel = SocketChannel(
      endpoint: try Endpoint(parsing: endpoint),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let answer = try await RpcV1.HealthClient(channel: channel).check(RpcV1.CheckRequest())
    await channel.close()
    return answer.servingStatus
  }

  @Test("a daemon serves on every socket that it is handed, and leaves the socket's file where it is")
  func allSockets() async throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/handed.sock"
    let process = try launch(["tcp=a", "unix:\(path)=b"], listen: "systemd:", folder)
    let line = try #require(await process.line(containing: "listening on"))
    let port = try #require(line.firstMatch(of: /tcp:127\.0\.0\.1:([0-9]+)/)?.1)
    #expect(line.contains("listening on tcp:127.0.0.1:\(port), unix:\(path)"))
    for endpoint in ["tcp:127.0.0.1:\(port)", "unix:\(path)"] {
      #expect(try await check(endpoint) == .serving)
    }
    for descriptor in 3...4 {
      let details = try String(contentsOfFile: "/proc/\(process.processID)/fdinfo/\(descriptor)", encoding: .utf8)
      let flags = try #require(details.firstMatch(of: /flags:\s*([0-7]+)/)?.1)
      #expect((Int(flags, radix: 8) ?? 0) & 0o2000000 != 0, "no program that the daemon starts inherits it")
    }
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
    #expect(FileManager.default.fileExists(atPath: path), "it is systemd's")
  }

  @Test("a daemon takes the sockets of a name only, beside an address of its own")
  func namedSockets() async throws {
    let folder = try TemporaryFolder()
    let own = "\(folder.path)/own.sock"
    let process = try launch(
      ["tcp=a", "unix:\(folder.path)/b.sock=b"],
      listen: "systemd:b,unix:\(own)",
      folder
    )
    let line = try #require(await process.line(containing: "listening on"))
    #expect(line.contains("listening on unix:\(folder.path)/b.sock, unix:\(own)"))
    #expect(!line.contains("tcp:"))
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/b.sock"))
    #expect(!FileManager.default.fileExists(atPath: own))
  }

  @Test(
    "what cannot be listened on is refused with its descriptor and what to change",
    arguments: [
      ("datagram=x", "descriptor 3 (\"x\") is not a stream socket; the unit needs ListenStream="),
      ("connected=x", "descriptor 3 (\"x\") does not listen; the unit needs Accept=no"),
      ("file=x", "descriptor 3 (\"x\") is not a socket"),
    ]
  )
  func wrongSockets(kind: String, problem: String) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await launch([kind], listen: "systemd:", folder).outcome()
    #expect(outcome.exitCode == 1)
    #expect(outcome.errorLines.last?.contains(problem) == true, "\(outcome)")
  }

  @Test("a name that no socket has is refused with those that are there, and no socket at all is said")
  func missingSockets() async throws {
    let folder = try TemporaryFolder()
    let named = try await launch(["tcp=a"], listen: "systemd:b", folder).outcome()
    #expect(named.exitCode == 1)
    #expect(named.errors.contains("cannot listen on systemd:b: no such socket was handed to this process"))
    #expect(named.errors.contains("there are: \"a\""))
    let alone = try await DaemonProcess.run(
      "ocop-registry",
      ["--listen", "systemd:", "--storage", "sqlite:\(folder.path)/b.db"]
    )
    #expect(alone.exitCode == 1)
    #expect(alone.errors.contains("there are: none"))
  }
}
