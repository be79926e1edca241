import Messages
import Testing
import Wire

@testable import RPC

/// A client's connection seen from its wire.
@Suite struct ClientConnectionTests {
  private func goAway(_ lastStream: UInt32, code: UInt32 = 0) -> [UInt8] {
    var machine = ConnectionStateMachine(role: .server, limits: .standard)
    return RawConnection.encoded { machine.writeGoAway(lastStream: lastStream, code: code, reason: "end", into: &$0) }
  }

  private func close(_ stream: UInt32, _ code: StatusCode, _ flags: CloseStatus.Flags = []) -> [UInt8] {
    RawConnection.encoded {
      $0.appendClose(
        stream: stream,
        status: CloseStatus(code: code.rawValue, flags: flags),
        meta: UnsafeRawBufferPointer(start: nil, count: 0),
        message: nil
      )
    }
  }

  @Test("a client sends preface, HELLO and its first call at once")
  func firstFlight() {
    let raw = RawConnection(clientWith: .standard)
    raw.start()
    #expect(raw.transport.written.starts(with: Preface.bytes))
    #expect(raw.frames().map(\.header.type) == [.hello, .open])
  }

  @Test("calls above a GOAWAY's last stream are made again, once, on a new connection; the others finish")
  func repetition() throws {
    let raw = RawConnection(clientWith: .standard)
    for _ in 0..<3 { raw.start(mayRepeat: true) }
    raw.feed(RawConnection.greeting(role: .server))
    let first = raw.transport
    _ = raw.frames()
    raw.offerConnectionLater()
    raw.feed(goAway(1))
    raw.loop.drain()
    #expect(raw.endedCalls.isEmpty)
    #expect(!first.isClosed)
    let opens = raw.frames().filter { $0.header.type == .open }
    #expect(opens.map(\.header.stream) == [1, 3])
    #expect(opens.allSatisfy { $0.meta[8] == 1 }, "the attempt is counted")
    // Not processed a second time: now the caller hears of it.
    raw.feed(RawConnection.greeting(role: .server) + close(1, .unavailable, .notProcessed))
    raw.loop.drain()
    #expect(raw.endedCalls.map(\.code) == [.unavailable])
    #expect(raw.endedCalls.first?.isNotProcessed == true)
  }

  @Test("a channel that is closed says only of calls which were never sent that they were not processed")
  func closing() {
    let raw = RawConnection(clientWith: .standard)
    raw.start()
    raw.feed(RawConnection.greeting(role: .server, limits: .standard))
    raw.feed(goAway(1))
    // Asks for another connection, and waits for it.
    raw.start()
    raw.channel?.core.closeNow()
    #expect(raw.endedCalls.map(\.code) == [.unavailable, .unavailable])
    #expect(raw.endedCalls.map(\.isNotProcessed).sorted { !$0 && $1 } == [false, true])
  }

  @Test("calls that are made again wait in the same line as others, which has an end")
  func repetitionIsBounded() throws {
    var limits = WireLimits.standard
    limits.waitingCallsMax = 2
    let raw = RawConnection(clientWith: limits)
    // Sent before anything was heard of the server: none of them waits.
    for _ in 0..<5 { raw.start(mayRepeat: true) }
    raw.offerConnectionLater()
    raw.feed(RawConnection.greeting(role: .server) + goAway(0))
    #expect(raw.frames().filter { $0.header.type == .open }.count == 2, "those that had a place in line")
    #expect(raw.endedCalls.map(\.code) == [.unavailable, .unavailable, .unavailable])
    #expect(raw.endedCalls.allSatisfy { $0.isNotProcessed }, "whoever made them may make them again")
  }

  @Test("a call refused as not processed is made again only when the refusal allows it")
  func refusal() {
    let refusals: [(StatusCode, CloseStatus.Flags, isSentBeforeHello: Bool, isRepeated: Bool)] = [
      (.unavailable, .notProcessed, false, true), (.unavailable, [], false, false),
      (.unavailable, [.notProcessed, .noRetry], false, false), (.resourceExhausted, .notProcessed, false, false),
      // Nobody could know how many streams the server takes.
      (.resourceExhausted, .notProcessed, true, true),
    ]
    for (code, flags, isSentBeforeHello, isRepeated) in refusals {
      let raw = RawConnection(clientWith: .standard)
      if isSentBeforeHello { raw.start(mayRepeat: true) }
      raw.feed(RawConnection.greeting(role: .server))
      if !isSentBeforeHello { raw.start(mayRepeat: true) }
      _ = raw.frames()
      raw.feed(close(1, code, flags))
      raw.loop.drain()
      let opens = raw.frames().filter { $0.header.type == .open }
      #expect(opens.count == (isRepeated ? 1 : 0), "\(code) \(flags)")
      #expect(raw.endedCalls.count == (isRepeated ? 0 : 1), "\(code) \(flags)")
    }
  }

  @Test("the end of the connection fails its calls with UNAVAILABLE and the server's reason")
  func lost() {
    let raw = RawConnection(clientWith: .standard)
    raw.start()
    raw.feed(RawConnection.greeting(role: .server) + goAway(.max, code: 13))
    raw.connection.receiveEnd("reset")
    #expect(raw.endedCalls.map(\.code) == [.unavailable])
    #expect(raw.endedCalls.first?.message.contains("reset") == true)
    #expect(raw.endedCalls.first?.message.contains("end") == true)
  }

  @Test("the time that is left travels with the call, and its end sends CANCEL")
  func deadline() {
    let raw = RawConnection(clientWith: .standard)
    raw.start(timeoutMilliseconds: 5_000)
    let open = raw.frames().last
    let timeout = open?.meta.withUnsafeBytes { OpenPrelude(decoding: $0).timeoutNanoseconds }
    #expect(timeout == 5_000_000_000)
    raw.feed(RawConnection.greeting(role: .server))
    raw.loop.advance(milliseconds: 4_999)
    #expect(raw.frames().isEmpty)
    raw.loop.advance(milliseconds: 2)
    #expect(raw.frames().map(\.header.type) == [.cancel])
    #expect(raw.endedCalls.map(\.code) == [.deadlineExceeded])
  }

  @Test("calls whose time runs out at the same moment end once each, those in line for a stream too")
  func expiryTogether() {
    var limits = WireLimits.tiny
    limits.assumedPeer.streamsMax = 1
    let raw = RawConnection(clientWith: limits)
    for _ in 0..<4 { raw.start(timeoutMilliseconds: 5) }
    raw.loop.advance(milliseconds: 5)
    #expect(raw.endedCalls.map(\.code) == [.deadlineExceeded, .deadlineExceeded, .deadlineExceeded, .deadlineExceeded])
  }

  @Test("while nobody answers, calls wait, and no more of them than the limit")
  func waiting() {
    var limits = WireLimits.tiny
    limits.assumedPeer.streamsMax = 1
    let raw = RawConnection(clientWith: limits)
    for _ in 0..<9 { raw.start() }
    #expect(raw.endedCalls.isEmpty)
    raw.start()
    #expect(raw.endedCalls.map(\.code) == [.resourceExhausted])
    #expect(raw.endedCalls.first?.isNotProcessed == true)
  }
}
