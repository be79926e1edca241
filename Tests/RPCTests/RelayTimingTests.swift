import Messages
import Testing
import Wire

@testable import RPC

/// Goal: what a relay does to a call's time, and when it does what it does. Method: caller and target are wires of the
/// test, on its clock, so that "at once" means within the same turn of the loop.
@Suite struct RelayTimingTests {
  /// Unchecked: used by the test's thread only.
  private final class Lease: RelayLease, @unchecked Sendable {
    let timeoutMaxNanoseconds: UInt64
    private(set) var streamCount = 0
    private(set) var ends: [RelayEnd] = []

    init(timeoutMaxNanoseconds: UInt64) { self.timeoutMaxNanoseconds = timeoutMaxNanoseconds }

    var mayMove: Bool { false }
    func alternative(after error: RPCError) -> ClientChannel? { nil }
    func becameStream() { streamCount += 1 }
    func ended(_ end: RelayEnd) { ends.append(end) }
  }

  private struct Policy: CallRelay {
    let target: ClientChannel
    let lease: Lease

    func route(_ call: RelayedOpen) -> RelayDecision { .forward(to: target, lease: lease) }
  }

  private final class Bench {
    let target: RawConnection
    let caller: RawConnection
    let lease: Lease
    let loop = TestLoop()

    init(timeoutMaxMilliseconds: UInt64 = 0) throws {
      let runQueue = RunQueue(driver: loop)
      target = RawConnection(clientWith: .standard, loop: loop, runQueue: runQueue)
      lease = Lease(timeoutMaxNanoseconds: timeoutMaxMilliseconds * 1_000_000)
      caller = RawConnection(
        serverWith: Router(),
        relay: Policy(target: try #require(target.channel?.core), lease: lease),
        loop: loop,
        runQueue: runQueue
      )
      caller.feed(RawConnection.greeting)
      loop.drain()
      _ = caller.frames()
    }

    func call(timeoutMilliseconds: UInt64 = 0, endsStream: Bool = true) {
      caller.feed(
        RawConnection.open(
          1,
          "a.B/C",
          timeoutNanoseconds: timeoutMilliseconds * 1_000_000,
          message: [7],
          endsStream: endsStream
        )
      )
      loop.drain()
    }

    /// The timeouts, in milliseconds, of the OPENs that the target got since the last time.
    func timeoutsMilliseconds() -> [UInt64] {
      loop.drain()
      return target.frames().filter { $0.header.type == .open }.map { frame in
        frame.meta[..<8].reduce(0) { $0 << 8 | UInt64($1) } / 1_000_000
      }
    }

    func endings() -> [CloseStatus] {
      loop.drain()
      return caller.frames().filter { $0.header.type == .close }.map { frame in
        frame.meta.withUnsafeBytes { CloseStatus(decoding: $0) }
      }
    }
  }

  @Test("the time that a relay held a call is taken off what its target gets")
  func held() throws {
    let bench = try Bench()
    // It begins with a message that its target may not take compressed or more of: the relay waits for its HELLO.
    bench.call(timeoutMilliseconds: 100, endsStream: false)
    #expect(bench.timeoutsMilliseconds() == [])
    bench.loop.advance(milliseconds: 30)
    bench.target.feed(RawConnection.greeting(role: .server))
    #expect(bench.timeoutsMilliseconds() == [70])
  }

  @Test("a relay's longest time holds for who says nothing, and for who says more, and not for who says less")
  func longest() throws {
    for (asked, given) in [(UInt64(0), UInt64(50)), (200, 50), (20, 20)] {
      let bench = try Bench(timeoutMaxMilliseconds: 50)
      bench.call(timeoutMilliseconds: asked)
      bench.target.feed(RawConnection.greeting(role: .server))
      #expect(bench.timeoutsMilliseconds() == [given])
      bench.loop.advance(milliseconds: Int64(given) + 1)
      let endings = bench.endings()
      #expect(endings.map(\.code) == [StatusCode.deadlineExceeded.rawValue])
      #expect(endings.first?.flags.contains(.originProxy) == true)
      #expect(bench.lease.ends == [.overdue])
    }
  }

  @Test("the target is told in the same turn that the caller gives up, or that its connection has ended")
  func cancelled() throws {
    for isLost in [false, true] {
      let bench = try Bench()
      bench.call()
      bench.target.feed(RawConnection.greeting(role: .server))
      bench.loop.drain()
      _ = bench.target.frames()
      if isLost {
        bench.caller.connection.receiveEnd("reset")
      } else {
        bench.caller.feed(RawConnection.encoded { $0.appendCancel(stream: 1) })
      }
      bench.loop.drain()
      #expect(bench.target.frames().map(\.header.type) == [.cancel])
      #expect(bench.lease.ends == [.neutral])
    }
  }

  @Test("a target that ends without a CLOSE has not answered, also when it has sent all its messages")
  func endOfFile() throws {
    let bench = try Bench()
    bench.call()
    bench.target.feed(RawConnection.greeting(role: .server))
    bench.target.feed(
      RawConnection.encoded {
        $0.appendFrame(.data, flags: [.hasMessage, .endStream], stream: 1, dataLength: 1)[0] = 9
      }
    )
    bench.target.connection.receiveEnd("closed")
    let endings = bench.endings()
    #expect(endings.map(\.code) == [StatusCode.unavailable.rawValue])
    #expect(endings.first?.flags == [.originProxy], "whether it was processed nobody knows")
    #expect(bench.lease.ends == [.lost])
  }

  @Test("the first message before the end makes a call a stream, once")
  func stream() throws {
    let bench = try Bench()
    bench.call()
    bench.target.feed(RawConnection.greeting(role: .server))
    #expect(bench.lease.streamCount == 0)
    for _ in 0..<2 {
      bench.target.feed(
        RawConnection.encoded { $0.appendFrame(.data, flags: [.hasMessage], stream: 1, dataLength: 1)[0] = 9 }
      )
    }
    #expect(bench.lease.streamCount == 1)
  }
}
