import Foundation
import Messages
import RPC
import RPCSocket
import TestSupport
import Testing
import Wire

/// Goal: what a socket does not take at once still leaves, whole and in order, and so does what is written after it, or
/// was asked for just before the peer has closed its side. Method: peers that let their socket fill before they read,
/// or send no more.
@Suite(.timeLimit(.minutes(1))) struct FullSocketTests {
  private static let stream = Method<Text, Text>(service: TestMethods.service, name: "Stream", kind: .serverStreaming)
  private static let messageCount = 60

  /// A Unix socket holds about 200 KiB; a batch has 16 of these answers.
  private static func text(_ number: Int) -> String {
    "\(number):" + String(repeating: "\(number % 10)", count: 16_000)
  }

  private var router: Router {
    var router = Router()
    router.serverStreaming(Self.stream) { _, writer, _ in
      for number in 0..<Self.messageCount {
        try await writer.write(Text(Self.text(number)))
      }
    }
    router.immediate(TestMethods.echo) { request, _ in request }
    return router
  }

  private func request(_ path: String) -> [UInt8] {
    var buffer = OutboundBuffer()
    ConnectionStateMachine(role: .client, limits: .standard).writeGreeting(agent: "raw", into: &buffer)
    var metadata = RpcV1.OpenMetadata()
    metadata.method = path
    metadata.encodedBytes().withUnsafeBytes { meta in
      let none = UnsafeRawBufferPointer(start: nil, count: 0)
      let prelude = OpenPrelude(responseCredit: 1 << 30)
      buffer.appendOpen(stream: 1, prelude: prelude, meta: meta, message: none, endsStream: true)
    }
    return buffer.withBytes { [UInt8]($0) }
  }

  @Test("answers that fill the socket arrive whole and in order")
  func order() async throws {
    let file = TemporaryPath()
    try await TestServer.with([.endpoint(.unix(path: file.path))], router: router) { _ in
      let socket = try #require(RawSocket(path: file.path))
      let sent = request(Self.stream.path)
      #expect(send(socket.descriptor, sent, sent.count, CInt(MSG_NOSIGNAL)) == sent.count)
      while socket.waitingByteCount < 60_000 { await Task.yield() }
      let received = await socket.readToClose()
      #expect(received.code == 0)
      #expect(received.texts.count == Self.messageCount)
      for (number, text) in received.texts.enumerated() where text != Self.text(number) {
        Issue.record("message \(number) is \(text.prefix(20)) with \(text.utf8.count) bytes")
      }
    }
  }

  @Test("who asks and closes its side at once is answered, though the answers of several sockets go out together")
  func closedSide() async throws {
    let file = TemporaryPath()
    try await TestServer.with([.endpoint(.unix(path: file.path))], router: router) { _ in
      for _ in 0..<40 {
        let socket = try #require(RawSocket(path: file.path))
        let sent = request(TestMethods.echo.path)
        #expect(send(socket.descriptor, sent, sent.count, CInt(MSG_NOSIGNAL)) == sent.count)
        shutdown(socket.descriptor, CInt(SHUT_WR))
        let received = await socket.readToClose()
        #expect(received.code == 0)
      }
    }
  }
}

extension RawSocket {
  /// Bytes that have come and were not read.
  fileprivate var waitingByteCount: Int {
    var count: CInt = 0
    return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  /// Reads the answers to the one call, up to its CLOSE.
  fileprivate func readToClose() async -> (texts: [String], code: UInt8?) {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var reader = FrameReader(receiverRole: .client, frameBytesMax: WireLimits.standard.frameBytesMax)
        var texts: [String] = []
        var code: UInt8?
        var buffer = [UInt8](repeating: 0, count: 10_000)
        while code == nil {
          let count = recv(descriptor, &buffer, buffer.count, 0)
          if count <= 0 { break }
          let violation = buffer[..<count].withUnsafeBytes { bytes in
            reader.read(bytes) { header, body in
              if header.type == .data { texts.append((try? Text(decoding: body))?.service ?? "undecodable") }
              if header.type == .close { code = body[0] }
              return true
            }
          }
          if violation != nil { break }
        }
        continuation.resume(returning: (texts, code))
      }
    }
  }
}
