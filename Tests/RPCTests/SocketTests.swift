import Glibc
import Logging
import Messages
import RPC
import RPCSocket
import Synchronization
import TestSupport
import Testing
import Wire

/// Keeps log lines.
final class LogRecorder: Sendable {
  private let kept = Mutex<[String]>([])

  var lines: [String] { kept.withLock { $0 } }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.kept.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
  }
}

/// A TCP connection without any protocol. Blocking: used on a thread of its own.
enum PlainSocket {
  /// Sends bytes, then reads until the server closes. Nil when it did not connect.
  static func exchange(port: Int, _ bytes: [UInt8]) async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      let thread = Task.detached { blockingExchange(port, bytes) }
      Task { continuation.resume(returning: await thread.value) }
    }
  }

  private static func blockingExchange(_ port: Int, _ bytes: [UInt8]) -> [UInt8]? {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return nil }
    _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count <= 0 { return received }
      received += buffer[..<count]
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct SocketTests {
  static let loopback = Endpoint.tcp(host: "127.0.0.1", port: 0)

  private func port(_ server: SocketServer) -> Int {
    if case .tcp(_, let port) = server.endpoint { port } else { 0 }
  }

  @Test(
    "a garbage connection is closed with one log line, and disturbs nobody",
    arguments: [
      ("random bytes", [0xC3, 0xA1, 0xF0, 0x5E, 0x9D], "bad_preface"),
      ("an HTTP request", Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), "bad_preface"),
      ("a length of 2^32-1", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0], "bad_preface"),
      ("a TLS hello", [0x16, 3, 1, 0, 0xC8, 1, 0, 0, 0xC4, 3, 3], "bad_preface"),
      (
        "a length of 2^32-1 behind the preface", Preface.bytes + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0],
        "frame_too_large"
      ),
    ] as [(String, [UInt8], String)]
  )
  func garbage(_ what: String, _ bytes: [UInt8], _ reason: String) async throws {
    let log = LogRecorder()
    let held = HeldHandler()
    let server = try await SocketServer.start(endpoint: SocketTests.loopback, router: held.router, logger: log.logger)
    let channel = SocketChannel(endpoint: server.endpoint, logger: log.logger)
    let task = Task { try await channel.echo("undisturbed") }
    await held.started.wait()
    let answer = try #require(await PlainSocket.exchange(port: port(server), bytes))
    if reason == "bad_preface" { #expect(answer.isEmpty) } else { #expect(answer.starts(with: Preface.bytes)) }
    #expect(log.lines.count == 1)
    #expect(log.lines.first?.contains(reason) == true)
    held.release.open()
    let undisturbed = try await task.value
    #expect(undisturbed == "undisturbed")
    await channel.close()
    server.stopNow()
    await server.waitUntilStopped()
  }

  @Test("a taken port is refused with its address", .timeLimit(.minutes(1)))
  func takenPort() async throws {
    let logger = RawConnection.silentLogger
    let server = try await SocketServer.start(endpoint: SocketTests.loopback, router: Router(), logger: logger)
    do {
      _ = try await SocketServer.start(endpoint: server.endpoint, router: Router(), logger: logger)
      Issue.record("the port was taken twice")
    } catch {
      #expect("\(error)".contains("\(server.endpoint)"))
      #expect("\(error)".contains("another process listens there"))
    }
    server.stopNow()
    await server.waitUntilStopped()
  }

  @Test("an address that nobody listens on is UNAVAILABLE with the address and why")
  func refused() async throws {
    let logger = RawConnection.silentLogger
    let server = try await SocketServer.start(endpoint: SocketTests.loopback, router: Router(), logger: logger)
    let endpoint = server.endpoint
    server.stopNow()
    await server.waitUntilStopped()
    for endpoint in [endpoint, .unix(path: temporarySocketPath())] {
      let channel = SocketChannel(endpoint: endpoint, logger: logger)
      let error = await rpcError { try await channel.echo() }
      #expect(error?.code == .unavailable)
      #expect(error?.isNotProcessed == true)
      #expect(error?.message.hasPrefix("cannot connect to \(endpoint): ") == true)
      await channel.close()
    }
  }

  @Test("a Unix socket's stale file is replaced, one that is listened on is not, and another kind of file is kept")
  func unixFile() async throws {
    let logger = RawConnection.silentLogger
    let path = temporarySocketPath()
    // What a killed server leaves: a bound file without a listener.
    let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    close(descriptor)
    let server = try await SocketServer.start(endpoint: .unix(path: path), router: .standard, logger: logger)
    do {
      _ = try await SocketServer.start(endpoint: .unix(path: path), router: Router(), logger: logger)
      Issue.record("the socket was taken over from a living server")
    } catch {
      #expect("\(error)".contains("another process listens there"))
    }
    let channel = SocketChannel(endpoint: server.endpoint, logger: logger)
    let answer = try await channel.echo("on")
    #expect(answer == "on")
    await channel.close()
    server.stopNow()
    await server.waitUntilStopped()
    #expect(access(path, F_OK) != 0, "the file of a stopped server is removed")
    let file = open(path, O_CREAT | O_WRONLY, 0o600)
    close(file)
    do {
      _ = try await SocketServer.start(endpoint: .unix(path: path), router: Router(), logger: logger)
      Issue.record("a plain file was replaced")
    } catch {
      #expect("\(error)".contains("is not a socket"))
    }
    #expect(access(path, F_OK) == 0)
    unlink(path)
  }

  @Test("a stopping server finishes what runs, refuses connections, and then has stopped")
  func gracefulShutdown() async throws {
    let held = HeldHandler()
    let logger = RawConnection.silentLogger
    let server = try await SocketServer.start(endpoint: SocketTests.loopback, router: held.router, logger: logger)
    let channel = SocketChannel(endpoint: server.endpoint, logger: logger)
    let task = Task { try await channel.echo() }
    await held.started.wait()
    server.beginGracefulShutdown(gracePeriod: .seconds(60))
    var refused = await rpcError { try await channel.echoNow() }
    while refused == nil { refused = await rpcError { try await channel.echoNow() } }
    #expect(refused?.code == .unavailable)
    #expect(refused?.isNotProcessed == true)
    held.release.open()
    let answer = try await task.value
    #expect(answer == "draining")
    await server.waitUntilStopped()
    await channel.close()
  }

  @Test("a channel finds a server that was restarted on the same address")
  func restart() async throws {
    let logger = RawConnection.silentLogger
    let endpoint = Endpoint.unix(path: temporarySocketPath())
    let first = try await SocketServer.start(endpoint: endpoint, router: .standard, logger: logger)
    let channel = SocketChannel(endpoint: endpoint, logger: logger)
    let before = try await channel.echo("1")
    #expect(before == "1")
    first.stopNow()
    await first.waitUntilStopped()
    let second = try await SocketServer.start(endpoint: endpoint, router: .standard, logger: logger)
    // The old connection's end may be noticed by the first call; the next one connects.
    _ = await rpcError { try await channel.echo("2") }
    let after = try await channel.echo("3")
    #expect(after == "3")
    await channel.close()
    second.stopNow()
    await second.waitUntilStopped()
  }

  @Test("connections above the limit are closed, and those below it live on")
  func connectionLimit() async throws {
    let log = LogRecorder()
    let server = try await SocketServer.start(
      endpoint: SocketTests.loopback,
      router: .standard,
      logger: log.logger,
      connectionsMax: 1
    )
    let channel = SocketChannel(endpoint: server.endpoint, logger: log.logger)
    _ = try await channel.echo()
    let answer = await PlainSocket.exchange(port: port(server), Preface.bytes)
    #expect(answer == [])
    #expect(log.lines.count == 1)
    let undisturbed = try await channel.echo("on")
    #expect(undisturbed == "on")
    await channel.close()
    server.stopNow()
    await server.waitUntilStopped()
  }

  @Test("addresses are read and written")
  func endpoints() throws {
    for text in ["tcp:127.0.0.1:7401", "tcp:[::1]:0", "tcp:localhost:65535", "unix:/run/ocop/x.sock"] {
      #expect(try Endpoint(parsing: text).description == text)
    }
    for text in [
      "", "tcp:", "tcp:host", "tcp::80", "tcp:host:", "tcp:host:65536", "tcp:host:-1", "tcp:::1:80", "unix:",
      "unix:" + String(repeating: "x", count: 108), "http://host", "tcp:host:٣",
    ] {
      #expect(throws: SocketError.self, "\(text)") { try Endpoint(parsing: text) }
    }
  }
}
