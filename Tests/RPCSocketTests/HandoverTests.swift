import Foundation
import Logging
import RPC
import Synchronization
import Testing

@testable import RPCSocket

/// Goal: listening sockets go from one server to another without a moment in which nobody listens, and stay where they
/// are when the other one does not go on. Method: both servers in this process; the words of the handover by hand
/// where they are to be wrong.
@Suite(.timeLimit(.minutes(1))) struct HandoverTests {
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private static func path() -> String { "/tmp/ocop-handover-\(UInt64.random(in: 0 ... .max)).sock" }

  private static func server(at path: String, handed: HandedSockets? = nil) async throws -> SocketServer {
    var configuration = SocketServer.Configuration()
    configuration.keepsSocketsForHandover = true
    configuration.handedSockets = handed
    return try await SocketServer.start(
      at: [.endpoint(.unix(path: path)), .endpoint(.tcp(host: "127.0.0.1", port: 0))],
      router: Router(),
      configuration: configuration,
      logger: logger
    )
  }

  private static func stop(_ server: SocketServer) async {
    server.stopNow()
    await server.waitUntilStopped()
  }

  @Test("the next server listens on the same sockets, and their files stay until it stops")
  func handsOver() async throws {
    let (path, meeting) = (Self.path(), Self.path())
    let first = try await Self.server(at: path)
    let (isOver, over) = AsyncStream.makeStream(of: Void.self)
    let listener = try HandoverListener.start(path: meeting, server: first, logger: Self.logger) { over.finish() }
    let request = try #require(try HandoverRequest.ask(path: meeting))
    #expect(request.sockets.count == 2)
    let second = try await Self.server(at: path, handed: request.sockets)
    #expect(request.sockets.count == 0)
    #expect(second.endpoints == first.endpoints, "the port, too, though 0 was asked for")
    try request.confirm()
    for await _ in isOver {}
    #expect(try HandoverRequest.ask(path: meeting) == nil, "the first one hands over once")
    await Self.stop(first)
    #expect(FileManager.default.fileExists(atPath: path))
    let descriptor = try #require(try UnixSocketFile.connect(path))
    close(descriptor)
    await Self.stop(second)
    #expect(!FileManager.default.fileExists(atPath: path))
    listener.stop()
  }

  @Test("a server whose successor does not go on, or asks for something else, accepts again and keeps its files")
  func keeps() async throws {
    let (path, meeting) = (Self.path(), Self.path())
    let server = try await Self.server(at: path)
    let listener = try HandoverListener.start(path: meeting, server: server, logger: Self.logger) {
      Issue.record("nobody serves in its place")
    }
    do {
      let request = try #require(try HandoverRequest.ask(path: meeting))
      #expect(request.sockets.count == 2)
    }
    let stranger = HandoverStream(try #require(try UnixSocketFile.connect(meeting)), timeoutSeconds: 5)
    try stranger.send(Array("give me sockets\n".utf8))
    #expect(throws: SocketError.self) { try stranger.receive(1) }
    let channel = SocketChannel(endpoint: .unix(path: path), logger: Self.logger)
    channel.connect()
    while channel.connectivity != .ready { await Task.yield() }
    await channel.close()
    listener.stop()
    await Self.stop(server)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(!FileManager.default.fileExists(atPath: meeting))
  }

  @Test(
    "an answer that makes no sense is told with the place, and nothing is taken",
    arguments: [
      ([0, 1, 0, 1], "a list of 65537 bytes"), ([0, 0, 0, 2, 97, 10], "0 sockets for 1 addresses"),
      ([0, 0], "has ended the handover"),
    ]
  )
  func nonsense(answer: [UInt8], problem: String) async throws {
    let meeting = Self.path()
    let (descriptor, file) = try UnixSocketFile.listen(meeting, mode: 0o600, backlog: 1)
    let thread = Thread {
      let accepted = accept(descriptor, nil, nil)
      let stream = HandoverStream(accepted, timeoutSeconds: 5)
      _ = try? stream.receive(HandoverMessage.question.count)
      try? stream.send(answer)
    }
    thread.start()
    do throws(SocketError) {
      _ = try HandoverRequest.ask(path: meeting)
      Issue.record("it was taken")
    } catch {
      #expect(error.message.hasPrefix("the sockets cannot be taken over at unix:\(meeting)"), "\(error)")
      #expect(error.message.contains(problem), "\(error)")
    }
    file.remove()
    close(descriptor)
  }

  @Test("where nobody listens there is nothing to take over")
  func nobody() throws {
    #expect(try HandoverRequest.ask(path: Self.path()) == nil)
  }
}
