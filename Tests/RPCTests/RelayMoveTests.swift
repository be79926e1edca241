import Messages
import Testing
import Wire

@testable import RPC

/// Goal: a relayed call that certainly did not reach a handler is tried once with another target, and no other call is.
/// Method: the caller and both targets are wires of the test, on its clock.
@Suite struct RelayMoveTests {
  /// Always knows the second target, and what it was told.
  ///
  /// Unchecked: used by the test's thread only.
  private final class Lease: RelayLease, @unchecked Sendable {
    let other: ClientChannel
    private(set) var askedCount = 0
    private(set) var ends: [RelayEnd] = []

    init(_ other: ClientChannel) {
      self.other = other
    }

    var mayMove: Bool { true }

    func alternative(after error: RPCError) -> ClientChannel? {
      askedCount += 1
      return other
    }

    func ended(_ end: RelayEnd) { ends.append(end) }
  }

  private struct Policy: CallRelay {
    let target: ClientChannel
    let lease: Lease

    func route(_ call: RelayedOpen) -> RelayDecision { .forward(to: target, lease: lease) }
  }

  private final class Bench {
    let first: RawConnection
    let second: RawConnection
    let caller: RawConnection
    let lease: Lease
    let loop = TestLoop()

    init() throws {
      let runQueue = RunQueue(driver: loop)
      first = RawConnection(clientWith: .standard, loop: loop, runQueue: runQueue)
      second = RawConnection(clientWith: .standard, loop: loop, runQueue: runQueue)
      let (one, two) = (try #require(first.channel?.core), try #require(second.channel?.core))
      lease = Lease(two)
      caller = RawConnection(
        serverWith: Router(),
        relay: Policy(target: one, lease: lease),
        loop: loop,
        runQueue: runQueue
      )
      caller.feed(RawConnection.greeting)
      loop.drain()
      _ = caller.frames()
    }

    /// The first target cannot be connected to.
    func makeFirstUnreachable() {
      first.channel?.connector.next = nil
      first.channel?.connector.failure = RPCError(.unavailable, "refused", isNotProcessed: true)
    }

    /// Sends a call; the targets take it as far as they can.
    func call(message: [UInt8] = [7, 7], endsStream: Bool = true, timeoutMilliseconds: UInt64 = 0, greets: Bool = true)
    {
      caller.feed(
        RawConnection.open(
          1,
          "a.B/C",
          timeoutNanoseconds: timeoutMilliseconds * 1_000_000,
          message: message,
          endsStream: endsStream
        )
      )
      loop.drain()
      if greets { first.feed(RawConnection.greeting(role: .server)) }
    }

    /// OPENs that a target got since the last time: attempt and request.
    func opens(_ target: RawConnection) -> [[UInt8]] {
      loop.drain()
      return target.frames().filter { $0.header.type == .open }.map { [$0.meta[8]] + $0.data }
    }

    /// How the call ended for its caller: code, flags; empty while it goes on.
    func ending() -> [CloseStatus] {
      loop.drain()
      return caller.frames().filter { $0.header.type == .close }.map { frame in
        frame.meta.withUnsafeBytes { CloseStatus(decoding: $0) }
      }
    }
  }

  private func goAway(_ lastStream: UInt32) -> [UInt8] {
    let machine = ConnectionStateMachine(role: .server, limits: .standard)
    return RawConnection.encoded {
      var machine = machine
      machine.writeGoAway(lastStream: lastStream, code: 0, reason: "end", into: &$0)
    }
  }

  private func close(_ code: StatusCode, _ flags: CloseStatus.Flags = []) -> [UInt8] {
    RawConnection.encoded {
      $0.appendClose(
        stream: 1,
        status: CloseStatus(code: code.rawValue, flags: flags),
        meta: UnsafeRawBufferPointer(start: nil, count: 0),
        message: nil
      )
    }
  }

  @Test("a call whose target cannot be connected to goes to another, as it came, and its caller hears only of that")
  func unreachable() throws {
    let bench = try Bench()
    bench.makeFirstUnreachable()
    bench.call(greets: false)
    #expect(bench.opens(bench.second) == [[1, 7, 7]], "the second attempt, and the whole request")
    bench.second.feed(RawConnection.greeting(role: .server) + close(.ok))
    #expect(bench.ending().map(\.code) == [0])
    #expect(bench.lease.ends == [.answered])
    // While the first is left alone, a call is refused there at once, and moves all the same.
    bench.caller.feed(RawConnection.open(3, "a.B/C", message: [8]))
    #expect(bench.opens(bench.second) == [[1, 8]])
  }

  @Test("a call that neither of two targets can be given ends with UNAVAILABLE by a proxy, and is tried no third time")
  func bothUnreachable() throws {
    let bench = try Bench()
    bench.makeFirstUnreachable()
    bench.second.channel?.connector.next = nil
    bench.second.channel?.connector.failure = RPCError(.unavailable, "refused, too", isNotProcessed: true)
    bench.call(greets: false)
    let ending = bench.ending()
    #expect(ending.map(\.code) == [StatusCode.unavailable.rawValue])
    #expect(ending.first?.flags.isSuperset(of: [.notProcessed, .originProxy]) == true)
    #expect(bench.lease.askedCount == 1)
    #expect(bench.lease.ends == [.lost])
  }

  @Test("a call above a GOAWAY's last stream, and one that is refused unseen, go to another target")
  func leaving() throws {
    for word in [goAway(0), close(.unavailable, .notProcessed)] {
      let bench = try Bench()
      bench.call()
      #expect(bench.opens(bench.first) == [[0, 7, 7]])
      bench.first.feed(word)
      #expect(bench.opens(bench.second) == [[1, 7, 7]])
      bench.second.feed(RawConnection.greeting(role: .server) + close(.ok))
      #expect(bench.ending().map(\.code) == [0])
      #expect(bench.lease.ends == [.answered])
    }
  }

  @Test("what may have been processed, and what is refused for other reasons, is not sent again")
  func notMoved() throws {
    for (word, code) in [
      (close(.unavailable), StatusCode.unavailable), (close(.resourceExhausted, .notProcessed), .resourceExhausted),
      (close(.unavailable, [.notProcessed, .noRetry]), .unavailable), (goAway(1) + close(.aborted), .aborted),
    ] {
      let bench = try Bench()
      bench.call()
      bench.first.feed(word)
      #expect(bench.opens(bench.second) == [])
      #expect(bench.ending().map(\.code) == [code.rawValue])
      #expect(bench.lease.askedCount == 0)
      #expect(bench.lease.ends == [code == .resourceExhausted ? .overloaded : .answered])
    }
  }

  @Test("a connection that is lost takes its calls with it, save those whose OPEN never left")
  func lost() throws {
    let written = try Bench()
    written.call()
    written.first.connection.receiveEnd("reset")
    #expect(written.opens(written.second) == [])
    let ending = written.ending()
    #expect(ending.map(\.code) == [StatusCode.unavailable.rawValue])
    #expect(ending.first?.flags.contains(.notProcessed) == false)
    #expect(written.lease.ends == [.lost])

    let held = try Bench()
    held.first.start()
    held.first.feed(RawConnection.greeting(role: .server))
    held.first.transport.isWritable = false
    held.call(greets: false)
    held.first.connection.receiveEnd("reset")
    #expect(held.opens(held.second) == [[1, 7, 7]])
    #expect(held.ending().isEmpty)
  }

  @Test("a call of which more than its OPEN was passed on, or that was answered in part, stays where it is")
  func begun() throws {
    let more = try Bench()
    more.call(endsStream: false)
    more.caller.feed(
      RawConnection.encoded {
        $0.appendFrame(.data, flags: [.hasMessage, .endStream], stream: 1, dataLength: 1)[0] = 9
      }
    )
    more.first.feed(goAway(0))
    #expect(more.opens(more.second) == [])
    #expect(more.ending().map(\.code) == [StatusCode.unavailable.rawValue])

    let large = try Bench()
    large.first.start()
    large.first.feed(RawConnection.greeting(role: .server))
    large.call(message: [UInt8](repeating: 1, count: RelayMove.openBytesMax), greets: false)
    large.first.feed(goAway(1))
    #expect(large.opens(large.second) == [], "an OPEN of that size is not copied")
    #expect(large.ending().map(\.code) == [StatusCode.unavailable.rawValue])
  }

  @Test("a deadline without any answer is told as such, by whichever clock; a call that is given up early is not")
  func overdue() throws {
    let ours = try Bench()
    ours.call(timeoutMilliseconds: 100)
    ours.loop.advance(milliseconds: 101)
    #expect(ours.ending().map(\.code) == [StatusCode.deadlineExceeded.rawValue])
    #expect(ours.lease.ends == [.overdue])
    for (milliseconds, end) in [(Int64(89), RelayEnd.neutral), (95, .overdue)] {
      let theirs = try Bench()
      theirs.call(timeoutMilliseconds: 100)
      theirs.loop.advance(milliseconds: milliseconds)
      theirs.caller.feed(RawConnection.encoded { $0.appendCancel(stream: 1) })
      #expect(theirs.lease.ends == [end], "given up after \(milliseconds) ms of 100")
    }
  }
}
