import Foundation
import Logging
import Messages
import RPC
import RPCSocket
import RPCTLS
import Services
import Testing

/// Goal: a daemon survives what happens to its sockets and signals. Method: the built registry as a process.
@Suite("Connections of a daemon", .timeLimit(.minutes(1)))
struct ConnectionProcessTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func port(_ process: DaemonProcess) async throws -> Int {
    let line = try #require(await process.line(containing: "listening on"))
    return try #require(line.firstMatch(of: /tcp:127\.0\.0\.1:([0-9]+)/).flatMap { Int($0.1) })
  }

  private func isServing(_ channel: SocketChannel) async throws -> Bool {
    try await RpcV1.HealthClient(channel: channel).check(RpcV1.CheckRequest()).servingStatus == .serving
  }

  /// Processor time a process has used, in clock ticks of 10 ms: user and system, fields 14 and 15 of proc(5)'s stat.
  private func processorTicks(_ processID: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
  }

  @Test("a daemon without free file descriptors stays calm, keeps its connections, and accepts again at once")
  func descriptorsRunOut() async throws {
    let folder = try TemporaryFolder()
    let process = try DaemonProcess(
      "/bin/sh",
      [
        "-c", "ulimit -n 64; exec \"$0\" \"$@\"", DaemonProcess.programs.appending(path: "ocop-registry").path,
        "--listen", "tcp:127.0.0.1:0", "--storage", "sqlite:\(folder.path)/a.db", "--handshake-timeout", "3s",
      ]
    )
    let port = try await port(process)
    let endpoint = Endpoint.tcp(host: "127.0.0.1", port: port)
    let live = SocketChannel(endpoint: endpoint, logger: logger)
    #expect(try await isServing(live))
    var silent = (0..<150).compactMap { _ in SilentConnection(port: port) }
    #expect(silent.count == 150, "the kernel completes them; most wait to be accepted")
    _ = try #require(await process.line(containing: "cannot accept connections for now"))
    let clock = ContinuousClock()
    let ticks = try processorTicks(process.processID)
    let began = clock.now
    // The first of them is closed when its time for a handshake is over: until then nothing can be accepted.
    await silent[0].waitForEnd()
    let milliseconds = (clock.now - began) / .milliseconds(1)
    let used = Double(try processorTicks(process.processID) - ticks) * 10
    #expect(milliseconds > 500, "long enough to mean something")
    #expect(used <= milliseconds * 0.05 + 10, "\(used) ms of processor time in \(milliseconds) ms")
    #expect(try await isServing(live))
    let released = clock.now
    silent = []
    let fresh = SocketChannel(endpoint: endpoint, logger: logger)
    #expect(try await isServing(fresh))
    #expect(clock.now - released <= .seconds(1))
    for channel in [live, fresh] { await channel.close() }
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
  }

  @Test("SIGHUP does not end a daemon")
  func hangup() async throws {
    let folder = try TemporaryFolder()
    let process = try DaemonProcess(
      "ocop-registry",
      ["--listen", "tcp:127.0.0.1:0", "--storage", "sqlite:\(folder.path)/a.db"]
    )
    let channel = SocketChannel(endpoint: .tcp(host: "127.0.0.1", port: try await port(process)), logger: logger)
    process.signal(SIGHUP)
    _ = try #require(await process.line(containing: "SIGHUP: reading certificates again"))
    #expect(try await isServing(channel))
    await channel.close()
    process.signal(SIGTERM)
    #expect(await process.outcome().exitCode == 0)
  }

  @Test("a program without TLS refuses its keys, and one with TLS names the file that is missing")
  func certificateKey() async throws {
    let folder = try TemporaryFolder()
    let outcome = try await DaemonProcess.run(
      "ocop-registry",
      [
        "--listen", "tcp:127.0.0.1:0", "--storage", "sqlite:\(folder.path)/a.db",
        "--tls-certificate", "\(folder.path)/missing.pem", "--tls-key", "\(folder.path)/missing.key",
      ]
    )
    if TLS.isBuiltIn {
      #expect(outcome.exitCode == 1)
      #expect(outcome.errors.contains("TLS cannot be used: \(folder.path)/missing.pem cannot be opened"))
    } else {
      #expect(outcome.exitCode == 2)
      #expect(outcome.errors.contains("flag --tls-certificate: tls_certificate"))
      #expect(outcome.errors.contains("build it with: swift build --traits TLS"))
    }
  }
}

/// A TCP connection over which nothing is sent.
private final class SilentConnection: Sendable {
  private let descriptor: Int32

  init?(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
    let descriptor = descriptor
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result != 0 { return nil }
  }

  deinit { close(descriptor) }

  /// Returns when the other side has closed. Blocks a thread of its own.
  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let descriptor = descriptor
      Thread.detachNewThread {
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, 0) > 0 {}
        continuation.resume()
      }
    }
  }
}
