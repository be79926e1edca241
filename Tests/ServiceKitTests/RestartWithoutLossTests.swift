import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import Services
import Synchronization
import Testing

/// Goal: a gateway is replaced by another process while calls run, again and again, and no call fails. Method: the
/// built program as processes, under constant load through all its sockets: on connections that last, and with a new
/// connection for each call.
@Suite("Restarts of a gateway without loss", .timeLimit(.minutes(3)))
struct RestartWithoutLossTests {
  private typealias Text = RpcV1.CheckRequest

  private static let restartCount = 20
  private static let echo = Method<Text, Text>(service: "ocop.registry.v1.Registry", name: "Echo", kind: .unary)
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// Calls that never stop until they are told to.
  private final class Load: Sendable {
    private struct Counts {
      var answered = 0
      var failures: [String] = []
      var isOver = false
    }

    private let counts = Mutex(Counts())

    var answered: Int { counts.withLock { $0.answered } }
    var failures: [String] { counts.withLock { $0.failures } }
    func stop() { counts.withLock { $0.isOver = true } }

    /// Calls one after the other, on one connection or each on its own.
    func run(_ endpoint: Endpoint, isNewEachTime: Bool) async {
      func channel() -> SocketChannel { SocketChannel(endpoint: endpoint, logger: RestartWithoutLossTests.logger) }
      var current = channel()
      var number = 0
      while !counts.withLock({ $0.isOver }) {
        number += 1
        var request = Text()
        request.service = "\(number)"
        do throws(RPCError) {
          let answer = try await current.unary(RestartWithoutLossTests.echo, request)
          counts.withLock { $0.answered += answer.service == "\(number)" ? 1 : 0 }
        } catch {
          counts.withLock { $0.failures.append("\(endpoint): \(error)") }
        }
        if isNewEachTime {
          await current.close()
          current = channel()
        }
      }
      await current.close()
    }

    /// Waits for some more answers, so that each generation has had calls.
    func waitForMore(_ count: Int) async throws {
      let before = answered
      while answered < before + count {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  /// A service that answers, and the flags of a gateway before it.
  private func withService(_ folder: TemporaryFolder, _ body: ([String]) async throws -> Void) async throws {
    var router = Router()
    router.unary(Self.echo) { request, _ in request }
    let service = try await SocketServer.start(
      endpoint: .unix(path: folder.path + "/registry.sock"),
      router: router,
      logger: Self.logger
    )
    let none = "unix:\(folder.path)/none.sock"
    let result: Result<Void, any Error>
    do {
      result = .success(
        try await body([
          "--registry-address", "\(service.endpoint)", "--listing-address", none, "--reporting-address", none,
        ])
      )
    } catch {
      result = .failure(error)
    }
    service.stopNow()
    await service.waitUntilStopped()
    try result.get()
  }

  @Test("each process hands its listening sockets to the next one and drains: under load no call fails")
  func handedOver() async throws {
    let folder = try TemporaryFolder()
    try await withService(folder) { service in
      let path = "\(folder.path)/gateway.sock"
      let flags =
        service + ["--listen", "unix:\(path),tcp:127.0.0.1:0", "--handover", "unix:\(folder.path)/handover.sock"]
      var running = try DaemonProcess("ocop-gateway", flags)
      let line = try #require(await running.line(containing: "listening on"))
      let port = try #require(line.firstMatch(of: /tcp:127\.0\.0\.1:([0-9]+)/)?.1)
      let endpoints = [Endpoint.unix(path: path), .tcp(host: "127.0.0.1", port: Int(port) ?? 0)]
      let load = Load()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for endpoint in endpoints {
          for isNew in [false, true] { group.addTask { await load.run(endpoint, isNewEachTime: isNew) } }
        }
        defer { load.stop() }
        try await load.waitForMore(20)
        for _ in 0..<Self.restartCount {
          let next = try DaemonProcess("ocop-gateway", flags)
          let line = try #require(await next.line(containing: "listening on"))
          #expect(line.contains("unix:\(path), tcp:127.0.0.1:\(port)"))
          let outcome = await running.outcome()
          #expect(outcome.exitCode == 0, "\(outcome)")
          running = next
          try await load.waitForMore(20)
        }
      }
      #expect(load.failures.isEmpty, "\(load.failures.count) of \(load.answered): \(load.failures.prefix(5))")
      running.signal(SIGTERM)
      #expect(await running.outcome().exitCode == 0)
      #expect(!FileManager.default.fileExists(atPath: path), "the last one removes the socket's file")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/handover.sock"))
    }
  }

  /// Does what `systemctl restart` does: keeps the listening socket, stops a gateway and starts the next one on it.
  private static let keeper = """
    import os, signal, socket, subprocess, sys
    path, count, command = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); s.bind(path); s.listen(1024)
    os.dup2(s.fileno(), 3, inheritable=True)
    asked, ask = os.pipe()
    signal.signal(signal.SIGTERM, lambda *_: os.write(ask, b"."))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    def stop(running):
        running.send_signal(signal.SIGTERM)
        words = running.stderr.read()
        if running.wait() != 0:
            sys.exit("it ended with %d: %s" % (running.returncode, words))
    for number in range(count + 1):
        running = subprocess.Popen(
            ["/bin/sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"', "sh"] + command,
            pass_fds=(3,), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        while "listening on" not in (line := running.stderr.readline()):
            if not line:
                sys.exit("it ended before it listened")
        print("serving", number, file=sys.stderr, flush=True)
        # Each has some calls.
        signal.sigtimedwait([], 0.05)
        if number < count:
            stop(running)
    os.read(asked, 1)
    stop(running)
    """

  @Test("processes follow one another on a socket that systemd keeps: under load no call fails")
  func inherited() async throws {
    let folder = try TemporaryFolder()
    try await withService(folder) { service in
      let path = "\(folder.path)/gateway.sock"
      let program = DaemonProcess.programs.appending(path: "ocop-gateway").path
      let keeper = try DaemonProcess(
        "/usr/bin/python3",
        ["-c", Self.keeper, path, "\(Self.restartCount)", program, "--listen", "systemd:"] + service
      )
      _ = try #require(await keeper.line(containing: "serving 0"))
      let load = Load()
      await withTaskGroup(of: Void.self) { group in
        for isNew in [false, false, true] {
          group.addTask { await load.run(.unix(path: path), isNewEachTime: isNew) }
        }
        let last = await keeper.line(containing: "serving \(Self.restartCount)")
        #expect(last != nil)
        load.stop()
      }
      #expect(load.failures.isEmpty, "\(load.failures.count) of \(load.answered): \(load.failures.prefix(5))")
      #expect(load.answered > 100)
      keeper.signal(SIGTERM)
      let outcome = await keeper.outcome()
      #expect(outcome.exitCode == 0, "\(outcome)")
    }
  }

  @Test("a gateway that cannot take the sockets over says so and leaves the one that runs alone")
  func refused() async throws {
    let folder = try TemporaryFolder()
    try await withService(folder) { service in
      let flags = service + ["--handover", "unix:\(folder.path)/handover.sock"]
      let running = try DaemonProcess("ocop-gateway", flags + ["--listen", "unix:\(folder.path)/a.sock"])
      _ = try #require(await running.line(containing: "listening on"))
      // The other file is in the way of its own socket.
      try Data().write(to: URL(filePath: folder.path + "/b.sock"))
      let second = try await DaemonProcess.run(
        "ocop-gateway",
        flags + ["--listen", "unix:\(folder.path)/a.sock,unix:\(folder.path)/b.sock"]
      )
      #expect(second.exitCode == 1, "\(second)")
      #expect(second.errors.contains("b.sock"))
      _ = try #require(await running.line(containing: "the listening sockets stay here"))
      let channel = SocketChannel(endpoint: .unix(path: folder.path + "/a.sock"), logger: Self.logger)
      var request = Text()
      request.service = "still here"
      #expect(try await channel.unary(Self.echo, request).service == "still here")
      await channel.close()
      running.signal(SIGTERM)
      #expect(await running.outcome().exitCode == 0)
    }
  }
}
