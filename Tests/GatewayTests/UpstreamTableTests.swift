import Messages
import RPC
import Testing

@testable import Gateway

/// Goal: of the processes that offer a service the right ones get the calls. Method: the table is a value; it is told
/// what happens and what time it is, and nothing else moves it.
@Suite("Choosing a process")
struct UpstreamTableTests {
  /// A table, the time, and the names of its processes.
  final class Bench {
    static let seed = UInt64.random(in: 0 ... .max)

    var table: UpstreamTable
    var now: Int64 = 0
    var tokens: [String: UpstreamToken] = [:]

    init(_ addresses: [String], ready: Bool = true, callsMax: Int = 100) {
      var settings = UpstreamSettings()
      settings.callsMax = callsMax
      settings.seed = Bench.seed
      table = UpstreamTable(service: "registry", settings: settings, nowNanoseconds: 0)
      list(addresses)
      if ready { for address in addresses { connectivity(address, .ready) } }
    }

    @discardableResult
    func list(_ addresses: [String]) -> [UpstreamAction] {
      let change = table.setAddresses(addresses.map { PoolAddress(endpoint: $0) }, nowNanoseconds: now)
      for (address, token) in change.added { tokens[address] = token }
      return change.actions
    }

    @discardableResult
    func connectivity(_ address: String, _ connectivity: Connectivity) -> [UpstreamAction] {
      tokens[address].map { table.connectivityChanged($0, connectivity, nowNanoseconds: now) } ?? []
    }

    func health(_ address: String, _ health: MemberHealth) {
      if let token = tokens[address] { _ = table.checked(token, health) }
    }

    /// The address that a call goes to; what stands in its place when it goes nowhere.
    func pick(avoiding avoided: String? = nil) -> String {
      switch table.pick(avoiding: avoided.flatMap { tokens[$0] }) {
      case .member(let token): tokens.first { $0.value == token }?.key ?? "unknown"
      case .full: "full"
      case .none(let reason): reason
      }
    }

    @discardableResult
    func end(_ address: String, _ end: RelayEnd) -> [UpstreamAction] {
      tokens[address].map { table.ended($0, end, nowNanoseconds: now) } ?? []
    }

    /// A call to the address, whoever the others are, that ends like this.
    func call(_ address: String, _ end: RelayEnd) {
      for other in tokens.keys where other != address { drain(other) }
      #expect(pick() == address)
      for other in tokens.keys where other != address { drain(other, false) }
      self.end(address, end)
    }

    /// How many of some calls each address gets, each ending well at once.
    func shares(_ count: Int) -> [String: Int] {
      var shares: [String: Int] = [:]
      for _ in 0..<count {
        let address = pick()
        shares[address, default: 0] += 1
        end(address, .answered)
      }
      return shares
    }

    @discardableResult
    func drain(_ address: String, _ isDrained: Bool = true) -> Bool {
      table.setDrained(isDrained, address: address)
    }

    func advance(milliseconds: Int64) -> [UpstreamAction] {
      now += milliseconds * 1_000_000
      return table.timePassed(nowNanoseconds: now)
    }

    func state(_ address: String) -> GatewayV1.UpstreamState {
      table.rows.first { $0.address == address }?.state ?? .unspecified
    }

    func isEjected(_ address: String) -> Bool { tokens[address].map { table.isEjected(slot: $0.slot) } ?? false }
  }

  @Test("of two processes the one with fewer calls in flight gets the next")
  func leastRequests() {
    let bench = Bench(["a", "b"])
    var flying = ["a": 0, "b": 0]
    for _ in 0..<60 {
      let address = bench.pick()
      flying[address, default: 0] += 1
      #expect(abs((flying["a"] ?? 0) - (flying["b"] ?? 0)) <= 1, "seed \(Bench.seed)")
    }
    for _ in 0..<20 { bench.end("a", .answered) }
    for _ in 0..<19 { #expect(bench.pick() == "a", "seed \(Bench.seed)") }
  }

  @Test("processes that are not connected, not serving, ejected or drained get no calls while another one can")
  func onlyUsable() {
    let bench = Bench(["a", "b", "c", "d", "e", "f"])
    bench.connectivity("b", .connecting)
    bench.connectivity("c", .resting(reason: "nobody there"))
    bench.health("d", .notServing(reason: "starting"))
    for _ in 0..<5 { bench.call("e", .lost) }
    bench.drain("f")
    #expect(bench.shares(200) == ["a": 200], "seed \(Bench.seed)")
    #expect(
      ["a", "b", "c", "d", "e", "f"].map(bench.state)
        == [.connected, .connecting, .unreachable, .notServing, .ejected, .drained]
    )
  }

  @Test("when no process is as it should be, the best that there are get the calls")
  func secondBest() {
    let bench = Bench(["a", "b"])
    bench.connectivity("a", .resting(reason: "nobody there"))
    bench.health("b", .notServing(reason: "starting"))
    #expect(bench.shares(20) == ["b": 20])
    bench.connectivity("b", .resting(reason: "nobody there either"))
    #expect(bench.shares(20).values.reduce(0, +) == 20, "their channels say why they cannot be reached")
    #expect(bench.pick(avoiding: "a") == "b")
  }

  @Test("five failures in a row eject a process, an answer between them does not let them add up")
  func ejection() {
    let bench = Bench(["a", "b"])
    for _ in 0..<4 { bench.call("a", .lost) }
    bench.call("a", .answered)
    for _ in 0..<4 { bench.call("a", .overdue) }
    bench.call("a", .neutral)
    #expect(!bench.isEjected("a"))
    bench.call("a", .overdue)
    #expect(bench.isEjected("a"))
    #expect(bench.shares(20) == ["b": 20])
  }

  @Test("failed attempts to connect count as failures")
  func connectFailures() {
    let bench = Bench(["a", "b"])
    for _ in 0..<5 {
      bench.connectivity("a", .connecting)
      bench.connectivity("a", .resting(reason: "refused"))
    }
    bench.connectivity("a", .ready)
    #expect(bench.isEjected("a"))
  }

  @Test("an ejection ends by itself, and the next one in a row lasts longer, up to a minute")
  func growingPause() {
    let bench = Bench(["a", "b"])
    for expected in [Int64(5_000), 10_000, 15_000] {
      for _ in 0..<5 { bench.call("a", .lost) }
      #expect(bench.isEjected("a"))
      _ = bench.advance(milliseconds: expected - 1)
      #expect(bench.isEjected("a"), "after \(expected - 1) ms")
      _ = bench.advance(milliseconds: 1)
      #expect(!bench.isEjected("a"), "after \(expected) ms")
    }
  }

  @Test("at most half of the processes are ejected, and never the only one")
  func boundedShare() {
    let bench = Bench(["a", "b", "c", "d"])
    for address in ["a", "b", "c", "d"] { for _ in 0..<10 { bench.call(address, .lost) } }
    #expect(["a", "b", "c", "d"].filter(bench.isEjected).count == 2)
    let single = Bench(["a"])
    for _ in 0..<10 { single.call("a", .lost) }
    #expect(!single.isEjected("a"))
  }

  @Test("no process gets more calls at once than it may, and a call that ends makes room")
  func cap() {
    let bench = Bench(["a", "b", "c"], callsMax: 3)
    for _ in 0..<9 { #expect(["a", "b", "c"].contains(bench.pick()), "seed \(Bench.seed)") }
    #expect(bench.table.rows.map(\.callsInFlight) == [3, 3, 3])
    #expect(bench.pick() == "full")
    bench.end("b", .answered)
    #expect(bench.pick() == "b")
    #expect(bench.pick() == "full")
  }

  @Test("a drained process gets no calls, keeps those it has, and stays drained when it leaves and comes back")
  func drain() {
    let bench = Bench(["a", "b"])
    for _ in 0..<4 { _ = bench.pick() }
    #expect(bench.drain("a"))
    #expect(bench.table.rows[0].callsInFlight == 2)
    for _ in 0..<10 { #expect(bench.pick() == "b") }
    #expect(bench.pick(avoiding: "b") == "every address of registry is drained")
    bench.list(["b"])
    bench.end("a", .answered)
    bench.end("a", .answered)
    bench.list(["a", "b"])
    bench.connectivity("a", .ready)
    #expect(bench.pick() == "b")
    #expect(bench.drain("a", false))
    #expect(bench.pick() == "a")
    #expect(!bench.drain("c"))
  }

  @Test("a process that left the list is closed when its calls have ended, or after a while")
  func leaving() {
    // Of two, both are looked at, so each gets one.
    let bench = Bench(["a", "b"])
    for _ in 0..<2 { _ = bench.pick() }
    let (first, second) = (bench.tokens["a"], bench.tokens["b"])
    #expect(bench.list(["c"]).contains { if case .close = $0 { true } else { false } } == false)
    #expect(bench.end("a", .answered) == first.map { [.close($0)] })
    #expect(!bench.advance(milliseconds: 29_999).contains { $0 == second.map(UpstreamAction.close) })
    #expect(bench.advance(milliseconds: 1) == second.map { [.close($0)] })
    #expect(bench.end("b", .answered) == [], "it is forgotten")
  }

  @Test("each connected process is asked every two seconds how it is, one question at a time; a lone one never")
  func checks() throws {
    let bench = Bench(["a", "b"], ready: false)
    let token = try #require(bench.tokens["a"])
    #expect(bench.connectivity("a", .ready) == [.check(token)])
    #expect(!bench.advance(milliseconds: 10_000).contains(.check(token)), "the answer has not come")
    bench.health("a", .serving)
    #expect(!bench.advance(milliseconds: 1_999).contains(.check(token)))
    #expect(bench.advance(milliseconds: 1).contains(.check(token)))
    let single = Bench(["a"], ready: false)
    #expect(single.connectivity("a", .ready) == [])
    #expect(single.advance(milliseconds: 10_000) == [])
  }

  @Test("a connection that was lost is made again, at once only when it had lasted")
  func reconnects() throws {
    let bench = Bench(["a", "b"])
    let token = try #require(bench.tokens["a"])
    #expect(
      !bench.connectivity("a", .idle).contains(.connect(token)),
      "a server that drops connections is not kept busy"
    )
    #expect(bench.advance(milliseconds: 500).contains(.connect(token)))
    bench.connectivity("a", .ready)
    bench.now += 1_000_000_000
    #expect(bench.connectivity("a", .idle).contains(.connect(token)))
  }
}
