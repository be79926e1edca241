import NIOCore
import RPC
import Synchronization
import TestSupport
import Testing
import Wire

@testable import RPCSocket

/// Goal: connections that do nothing cannot keep others out, and none gets too old. Method: silent sockets beside a
/// channel, against a server with small limits.
@Suite(.timeLimit(.minutes(1))) struct ConnectionLimitTests {
  @Test("when too many handshakes are unfinished, the oldest is closed, and an honest client gets in")
  func oldestHandshakeMakesWay() async throws {
    var configuration = SocketServer.Configuration()
    configuration.handshakesMax = 2
    let log = LogRecorder()
    try await TestServer.with(configuration: configuration, log) { server in
      let first = try #require(RawSocket(port: server.port))
      let others = (0..<4).compactMap { _ in RawSocket(port: server.port) }
      await first.waitForEnd()
      try await TestServer.withChannel(server.endpoint) { channel in
        let answer = try await channel.echo("let in")
        #expect(answer == "let in")
      }
      #expect(others.count == 4)
      #expect(log.lines.count { $0.contains("unfinished handshake displaced") } == 1, "one line of many")
    }
  }

  @Test("a client that has said hello is never displaced")
  func honestClientStays() async throws {
    var configuration = SocketServer.Configuration()
    configuration.handshakesMax = 1
    try await TestServer.with(configuration: configuration) { server in
      try await TestServer.withChannel(server.endpoint) { channel in
        let before = try await channel.peer()
        for _ in 0..<8 {
          let silent = try #require(RawSocket(port: server.port))
          let pushedOut = try #require(RawSocket(port: server.port))
          await silent.waitForEnd()
          _ = pushedOut.isOpen
        }
        let after = try await channel.peer()
        #expect(after == before, "it is still the same connection")
      }
    }
  }

  @Test("where every place is taken, a silent connection makes way, and one in use does not")
  func silentMakesWay() async throws {
    var configuration = SocketServer.Configuration()
    configuration.connectionsMax = 2
    try await TestServer.with(configuration: configuration) { server in
      try await TestServer.withChannel(server.endpoint) { first in
        _ = try await first.echo("1")
        let silent = try #require(RawSocket(port: server.port))
        try await TestServer.withChannel(server.endpoint) { second in
          let answer = try await second.echo("2")
          #expect(answer == "2")
          await silent.waitForEnd()
          let refused = try #require(RawSocket(port: server.port))
          await refused.waitForEnd()
          let still = try await first.echo("still")
          #expect(still == "still")
        }
      }
    }
  }

  @Test("a connection that has reached its age is left for another, and what runs on it finishes")
  func oldConnectionIsLeft() async throws {
    let held = HeldCall()
    var configuration = SocketServer.Configuration()
    configuration.connectionAgeMax = .milliseconds(20)
    configuration.connectionAgeGrace = .seconds(60)
    try await TestServer.with(configuration: configuration, router: held.router) { server in
      try await TestServer.withChannel(server.endpoint) { channel in
        let first = try await channel.peer()
        let running = Task { try await channel.echo("finishes") }
        await held.started.wait()
        var peers: Set<String> = [first]
        while peers.count < 3 { peers.insert(try await channel.peer()) }
        held.release.open()
        let answer = try await running.value
        #expect(answer == "finishes (draining)")
      }
    }
  }

  @Test("what does not finish within the grace of an old connection is cut off")
  func graceEnds() async throws {
    let held = HeldCall()
    var configuration = SocketServer.Configuration()
    configuration.connectionAgeMax = .milliseconds(20)
    configuration.connectionAgeGrace = .milliseconds(20)
    try await TestServer.with(configuration: configuration, router: held.router) { server in
      try await TestServer.withChannel(server.endpoint) { channel in
        let error = await #expect(throws: RPCError.self) { try await channel.echo("never finishes") }
        #expect(error?.code == .unavailable)
        #expect(error?.isNotProcessed == false)
        held.release.open()
      }
    }
  }

  @Test("ages differ by a tenth either way, and no more")
  func jitter() {
    let age = ConnectionAge(max: .seconds(100), grace: .seconds(1))
    #expect(age.next(random: -1) == .seconds(90))
    #expect(age.next(random: 0) == .seconds(100))
    #expect(age.next(random: 1) == .seconds(110))
    for _ in 0..<1000 { #expect((TimeAmount.seconds(90)...TimeAmount.seconds(110)).contains(age.next())) }
  }
}

extension TestServer {
  fileprivate static func with(
    configuration: SocketServer.Configuration,
    _ log: LogRecorder = LogRecorder(),
    router: Router = .standard,
    _ body: (SocketServer) async throws -> Void
  ) async throws {
    try await with([.endpoint(loopback)], configuration, router: router, logger: log.logger, body)
  }
}
