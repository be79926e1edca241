import Messages
import RPC
import RPCSocket
import Synchronization
import TestSupport
import Testing
import Wire

@testable import Gateway

/// Goal: a client that does harm, by fault or on purpose, harms itself only. Method: raw sockets against a real
/// gateway.
@Suite("Misbehaving clients of the gateway", .timeLimit(.minutes(1)))
struct MisbehaviourTests {
  private var echo: Router {
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in request }
    return router
  }

  @Test(
    "a connection that is not the protocol's is closed without a word, and others go on",
    arguments: [
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u{16}\u{03}\u{01}\u{02}\u{00}", "\u{0}\u{0}\u{0}\u{0}",
    ]
  )
  func garbage(text: String) async throws {
    try await TestInstallation.with(.init(registry: echo)) { installation in
      let before = try await installation.client.echo("before")
      #expect(before == "before")
      guard case .unix(let path) = installation.gateway.endpoint else { return }
      let stranger = try RawClient(path: path)
      try stranger.send(Array(text.utf8))
      #expect(stranger.readToEnd() == [])
      let after = try await installation.client.echo("after")
      #expect(after == "after")
    }
  }

  @Test("a frame of 2^32-1 bytes ends its own connection only")
  func hugeFrame() async throws {
    try await TestInstallation.with(.init(registry: echo)) { installation in
      guard case .unix(let path) = installation.gateway.endpoint else { return }
      let stranger = try RawClient(path: path)
      try stranger.send(Preface.bytes + [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 1, 0, 0, 0])
      let answer = stranger.readToEnd()
      #expect(answer.starts(with: Preface.bytes))
      let after = try await installation.client.echo("after")
      #expect(after == "after")
    }
  }

  @Test("a call that breaks the service's rules does not cost the others their shared connection")
  func badMetadata() async throws {
    let started = Gate()
    let release = Gate()
    var router = Router()
    router.unary(TestMethods.echo) { request, _ in
      if request.service == "held" {
        started.open()
        await release.wait()
      }
      return request
    }
    try await TestInstallation.with(.init(registry: router)) { installation in
      let held = Task { try await installation.client.echo("held") }
      await started.wait()
      guard case .unix(let path) = installation.gateway.endpoint else { return }
      let stranger = try RawClient(path: path)
      // A request that does not decode, with the most attempts and reserved bits set.
      try stranger.open(
        TestMethods.echo.path,
        [0xFF, 0xFF, 0xFF],
        prelude: OpenPrelude(attempt: 255, criticality: 255, flags: 0xFF, responseCredit: 0)
      )
      let frame = try #require(try stranger.nextStreamFrame())
      #expect(frame.closeStatus.code == StatusCode.invalidArgument.rawValue)
      #expect(!frame.closeStatus.flags.contains(.originProxy))
      release.open()
      let answer = try await held.value
      #expect(answer == "held")
    }
  }

  @Test("a client that does not read stops the service, not the gateway's memory, and gets everything in the end")
  func slowReader() async throws {
    let messageByteCount = 32_768
    let messageCount: UInt32 = 2_048
    let written = Atomic<Int>(0)
    var counting = Router()
    counting.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream {
        try await writer.write(Count(number, padding: messageByteCount))
        written.add(messageByteCount, ordering: .relaxed)
      }
    }
    try await TestInstallation.with(.init(registry: echo, listing: counting)) { installation in
      guard case .unix(let path) = installation.gateway.endpoint else { return }
      let reader = try RawClient(path: path)
      // It allows all there is, and more, and reads nothing.
      try reader.open(
        TestMethods.count.path,
        Count(messageCount).encodedBytes(),
        prelude: OpenPrelude(responseCredit: UInt32(Int32.max))
      )
      // Quiet is reached when the count stands still over many round trips of another caller on the same loop.
      var seen = -1
      while case let count = written.load(ordering: .relaxed), count != seen || count == 0 {
        seen = count
        for _ in 0..<300 { _ = try await installation.client.echo() }
      }
      // One window, the gateway's and the service's socket buffers, and what the kernel holds.
      #expect(seen < 4_194_304, "\(seen) bytes were written for a client that reads nothing")
      var byteCount = 0
      while let frame = try reader.nextStreamFrame(), frame.header.type == .data {
        byteCount += frame.header.dataLength
      }
      #expect(byteCount > Int(messageCount) * messageByteCount)
    }
  }
}
