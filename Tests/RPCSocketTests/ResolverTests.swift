import Glibc
import RPC
import Synchronization
import Testing

@testable import RPCSocket

/// What a resolver has told.
private final class Told: Sendable {
  private let kept = Mutex<[Result<[PoolAddress], RPCError>]>([])

  /// Takes what was told since the last time: endpoints with weights, or "failed: …".
  func take() -> [String] {
    kept.withLock { kept in
      let texts = kept.map { result in
        switch result {
        case .success(let list): list.map { "\($0.endpoint)*\($0.weight)" }.sorted().joined(separator: " ")
        case .failure(let error): "failed: \(error.message)"
        }
      }
      kept = []
      return texts
    }
  }

  var update: @Sendable (Result<[PoolAddress], RPCError>) -> Void {
    { result in self.kept.withLock { $0.append(result) } }
  }
}

/// A DNS of the test's own.
private final class FakeDNS: Sendable {
  private struct State {
    var answer: Result<[String], SocketError> = .success([])
    var questionCount = 0
  }

  private let state = Mutex(State())

  var questionCount: Int { state.withLock { $0.questionCount } }

  func set(_ answer: [String]) { state.withLock { $0.answer = .success(answer) } }
  func fail(_ reason: String) { state.withLock { $0.answer = .failure(SocketError(reason)) } }

  func lookup(_ host: String) throws(SocketError) -> [String] {
    try state.withLock { state -> Result<[String], SocketError> in
      state.questionCount += 1
      return state.answer
    }.get()
  }
}

/// Goal: a pool hears of every change of addresses once, and a broken source changes nothing. Method: clocks moved by
/// hand, looks made on the test's thread.
@Suite struct ResolverTests {
  private static let schedule = ResolverSchedule(interval: .seconds(30), intervalMin: .seconds(5))

  private func dnsResolver(_ dns: FakeDNS, _ loop: ManualLoop) -> DNSResolver {
    DNSResolver(
      host: "listing.example",
      port: 7402,
      schedule: ResolverTests.schedule,
      driver: loop,
      run: { $0() },
      lookup: { host throws(SocketError) in try dns.lookup(host) }
    )
  }

  @Test("a static list is told at once, and one with an address twice, or none, is refused")
  func staticList() throws {
    let told = Told()
    let address = try PoolAddress(endpoint: "tcp:10.0.0.7:1", weight: 3)
    try StaticResolver([address]).start(told.update)
    #expect(told.take() == ["tcp:10.0.0.7:1*3"])
    #expect(throws: SocketError.self) { try StaticResolver([]) }
    #expect(throws: SocketError.self) { try StaticResolver([address, PoolAddress(endpoint: "tcp:10.0.0.7:1")]) }
    #expect(throws: SocketError.self) { try StaticResolver([PoolAddress(endpoint: "10.0.0.7:1")]) }
  }

  @Test("a name is asked for at its interval, and told when its addresses have changed")
  func dnsInterval() {
    let (dns, loop, told) = (FakeDNS(), ManualLoop(), Told())
    let resolver = dnsResolver(dns, loop)
    dns.set(["10.0.0.7", "fd00::7"])
    resolver.start(told.update)
    loop.drain()
    #expect(told.take() == ["tcp:10.0.0.7:7402*1 tcp:[fd00::7]:7402*1"])
    loop.advance(milliseconds: 29_999)
    #expect(dns.questionCount == 1)
    loop.advance(milliseconds: 1)
    #expect(dns.questionCount == 2)
    #expect(told.take() == [], "the same addresses are not told again")
    dns.set(["10.0.0.8"])
    loop.advance(milliseconds: 30_000)
    #expect(told.take() == ["tcp:10.0.0.8:7402*1"])
    resolver.stop()
    loop.advance(milliseconds: 100_000)
    #expect(dns.questionCount == 3)
    #expect(loop.timerCount == 0)
  }

  @Test("asked to look again, it asks as soon as the least interval allows, once")
  func dnsRefresh() {
    let (dns, loop, told) = (FakeDNS(), ManualLoop(), Told())
    let resolver = dnsResolver(dns, loop)
    dns.set(["10.0.0.7"])
    resolver.start(told.update)
    loop.advance(milliseconds: 1_000)
    for _ in 0..<1000 { resolver.refresh() }
    loop.advance(milliseconds: 3_999)
    #expect(dns.questionCount == 1)
    loop.advance(milliseconds: 1)
    #expect(dns.questionCount == 2)
    loop.advance(milliseconds: 20_000)
    #expect(dns.questionCount == 2)
    resolver.refresh()
    loop.drain()
    loop.advance(milliseconds: 0)
    #expect(dns.questionCount == 3, "the least interval is over: it asks at once")
    resolver.stop()
  }

  @Test("a failure is told, changes nothing, and is tried again with growing pauses")
  func dnsFailure() {
    let (dns, loop, told) = (FakeDNS(), ManualLoop(), Told())
    let resolver = dnsResolver(dns, loop)
    dns.fail("Name or service not known")
    resolver.start(told.update)
    loop.drain()
    #expect(told.take() == ["failed: cannot resolve listing.example: Name or service not known"])
    var questionTimes: [Int64] = []
    var seen = dns.questionCount
    for _ in 0..<110 {
      loop.advance(milliseconds: 1_000)
      if dns.questionCount > seen { questionTimes.append(loop.nowNanoseconds / 1_000_000_000) }
      seen = dns.questionCount
    }
    #expect(questionTimes == [5, 15, 35, 65, 95])
    _ = told.take()
    dns.set(["10.0.0.7"])
    loop.advance(milliseconds: 30_000)
    #expect(told.take() == ["tcp:10.0.0.7:7402*1"])
    dns.set([])
    loop.advance(milliseconds: 30_000)
    #expect(told.take() == ["failed: cannot resolve listing.example: the name has no address"])
    dns.set(["10.0.0.7"])
    loop.advance(milliseconds: 30_000)
    #expect(told.take() == [], "what was told before still holds")
    resolver.stop()
  }

  @Test("a look that takes long is not begun twice, and what was asked meanwhile is done after it")
  func slowLook() {
    let (dns, loop, told) = (FakeDNS(), ManualLoop(), Told())
    let waiting = Mutex<[@Sendable () -> Void]>([])
    let resolver = DNSResolver(
      host: "slow.example",
      port: 1,
      schedule: ResolverTests.schedule,
      driver: loop,
      run: { body in waiting.withLock { $0.append(body) } },
      lookup: { host throws(SocketError) in try dns.lookup(host) }
    )
    dns.set(["10.0.0.7"])
    resolver.start(told.update)
    loop.drain()
    resolver.refresh()
    loop.advance(milliseconds: 60_000)
    let pending = waiting.withLock { $0 }
    #expect(pending.count == 1)
    for look in pending { look() }
    loop.advance(milliseconds: 0)
    #expect(told.take() == ["tcp:10.0.0.7:1*1"])
    #expect(waiting.withLock { $0.count } == 2, "asked for while the first one ran")
    resolver.stop()
    for look in waiting.withLock({ $0 }).dropFirst() { look() }
    loop.drain()
    #expect(told.take() == [], "nothing is told after the stop")
    #expect(loop.timerCount == 0)
  }

  @Test("the system knows this machine's own name, and says which name it does not know")
  func systemLookup() throws {
    let found = try HostLookup.addresses(of: "localhost")
    #expect(found.contains("127.0.0.1") || found.contains("::1"))
    #expect(try HostLookup.addresses(of: "127.0.0.1") == ["127.0.0.1"])
    #expect(throws: SocketError.self) { try HostLookup.addresses(of: "no such name.invalid") }
  }
}
