import Testing

@testable import RPC

/// A pool's state machine, whose members are names; keeps what it wants done.
private struct Driven {
  var machine: PoolStateMachine<String>
  var now: Int64 = 0
  var tokens: [String: MemberToken] = [:]
  /// What it wanted since the last time, as text.
  var wanted: [String] = []
  var events: [PoolEvent] = []

  init(
    _ policy: PickPolicy = .roundRobin,
    health: Bool = false,
    connectsAtOnce: Bool = true,
    outliers: OutlierEjection? = nil,
    membersMax: Int = 1_000
  ) {
    var settings = PoolSettings()
    settings.policy = policy
    settings.watchesHealth = health
    settings.outlierEjection = outliers
    settings.membersMax = membersMax
    settings.seed = 7
    machine = PoolStateMachine(settings, connectsAtOnce: connectsAtOnce, nowNanoseconds: 0)
  }

  mutating func list(_ endpoints: String...) { list(endpoints.map { PoolAddress(endpoint: $0) }) }

  mutating func list(_ addresses: [PoolAddress]) {
    let new = machine.newAddresses(in: addresses)
    let added = Dictionary(uniqueKeysWithValues: new.map { ($0.endpoint, $0.endpoint) })
    perform(machine.setAddresses(addresses, added: added, nowNanoseconds: now))
  }

  mutating func tell(_ member: String, _ connectivity: Connectivity) {
    guard let token = tokens[member] else { preconditionFailure("there is no member \(member)") }
    perform(machine.connectivityChanged(token, connectivity, nowNanoseconds: now))
  }

  mutating func ready(_ members: String...) {
    for member in members { tell(member, .ready) }
  }

  mutating func pick(_ trail: AttemptTrail? = nil) -> String {
    let (pick, actions) = machine.pick(avoiding: trail)
    perform(actions)
    switch pick {
    case .member(let member, _): return member
    case .wait: return "wait"
    case .none(let reason): return "none: \(reason)"
    }
  }

  mutating func end(_ member: String, _ outcome: MemberVerdict = .success) {
    guard let token = tokens[member] else { preconditionFailure("there is no member \(member)") }
    perform(machine.callEnded(token, outcome, nowNanoseconds: now))
  }

  mutating func advance(milliseconds: Int64) {
    now += milliseconds * 1_000_000
    perform(machine.timePassed(nowNanoseconds: now))
  }

  mutating func take() -> [String] {
    defer { wanted = [] }
    return wanted
  }

  mutating func perform(_ actions: [PoolAction<String>]) {
    for action in actions {
      switch action {
      case .observe(let member, let token):
        tokens[member] = token
        wanted.append("observe \(member)")
      case .connect(let member): wanted.append("connect \(member)")
      case .watchHealth(let member, _, let watch): wanted.append("watch \(member) \(watch)")
      case .stopWatchingHealth(let member): wanted.append("stop watching \(member)")
      case .close(let member): wanted.append("close \(member)")
      case .refreshAddresses: wanted.append("refresh")
      case .log(let event): events.append(event)
      }
    }
  }
}

@Suite("The pool's state machine")
struct PoolStateMachineTests {
  // MARK: Lists

  @Test("each address of a list gets a member that is observed and connected to")
  func firstList() {
    var pool = Driven()
    #expect(pool.pick() == "wait")
    pool.list("a", "b")
    #expect(pool.take() == ["observe a", "observe b", "connect a", "connect b"])
    #expect(pool.pick() == "wait")
    pool.ready("b")
    #expect(pool.pick() == "b")
  }

  @Test("without calls nothing is connected to, unless it is asked for")
  func lazily() {
    var pool = Driven(connectsAtOnce: false)
    pool.list("a", "b")
    #expect(pool.take() == ["observe a", "observe b"])
    #expect(pool.pick() == "wait")
    #expect(pool.take() == ["connect a", "connect b"])
  }

  @Test("a member that left the list gets no more calls, and is closed when its last call has ended")
  func draining() {
    var pool = Driven()
    pool.list("a", "b")
    pool.ready("a", "b")
    #expect(Set([pool.pick(), pool.pick()]) == ["a", "b"])
    _ = pool.take()
    pool.list("b")
    #expect(pool.take() == ["stop watching a"])
    #expect((0..<4).map { _ in pool.pick() } == ["b", "b", "b", "b"])
    pool.end("a", .failure)
    #expect(pool.take() == ["close a"])
    pool.end("a")
    #expect(pool.take() == [], "it ended once")
  }

  @Test("a member without calls is closed as soon as it leaves")
  func leavingIdle() {
    var pool = Driven()
    pool.list("a", "b")
    _ = pool.take()
    pool.list("a")
    #expect(pool.take() == ["stop watching b", "close b"])
  }

  @Test("calls of a member that left are cut short after 30 s")
  func drainTime() {
    var pool = Driven()
    pool.list("a", "b")
    pool.ready("a")
    #expect(pool.pick() == "a")
    pool.list("b")
    _ = pool.take()
    #expect(pool.machine.nextTimerNanoseconds == 30_000_000_000)
    pool.advance(milliseconds: 29_999)
    #expect(pool.take() == [])
    pool.advance(milliseconds: 1)
    #expect(pool.take() == ["close a"])
    #expect(pool.events.last == .drainCutShort(endpoint: "a", callCount: 1))
    pool.end("a")
    #expect(pool.machine.callsInFlight == [0, 0])
  }

  @Test("an address that comes back while its member drains gets a new member")
  func comingBack() {
    var pool = Driven()
    pool.list("a", "b")
    pool.ready("a")
    #expect(pool.pick() == "a")
    let old = pool.tokens["a"]
    pool.list("b")
    pool.list("a", "b")
    #expect(pool.tokens["a"] != old)
    pool.ready("a")
    #expect(pool.pick() == "a")
  }

  @Test("the place of a member that is gone is used again, and news of the old one changes nothing")
  func reusedPlace() {
    var pool = Driven()
    pool.list("a", "b")
    let old = pool.tokens["a"] ?? MemberToken(slot: 9, generation: 0)
    pool.list("b")
    pool.list("b", "c")
    #expect(pool.tokens["c"]?.slot == old.slot)
    pool.perform(pool.machine.connectivityChanged(old, .ready, nowNanoseconds: 0))
    pool.perform(pool.machine.callEnded(old, .failure, nowNanoseconds: 0))
    #expect(pool.pick() == "wait")
    #expect(pool.machine.callsInFlight == [0, 0])
  }

  @Test("an address that is listed twice gets one member")
  func duplicates() {
    var pool = Driven()
    pool.list("a", "a", "b")
    #expect(pool.take() == ["observe a", "observe b", "connect a", "connect b"])
    pool.list("a", "b", "a")
    #expect(pool.take() == [])
  }

  @Test("a list with other weights changes the shares, not the members")
  func weights() throws {
    var pool = Driven(.weighted)
    pool.list([try PoolAddress(endpoint: "a", weight: 1), try PoolAddress(endpoint: "b", weight: 1)])
    pool.ready("a", "b")
    _ = pool.take()
    pool.list([try PoolAddress(endpoint: "a", weight: 1), try PoolAddress(endpoint: "b", weight: 9)])
    #expect(pool.take() == [])
    let picks = (0..<100).map { _ in pool.pick() }
    #expect((89...91).contains(picks.count { $0 == "b" }))
  }

  @Test("of a list that is too long, only the beginning is used, and the log says so")
  func tooLong() {
    var pool = Driven(membersMax: 2)
    pool.list("a", "b", "c")
    #expect(pool.take() == ["observe a", "observe b", "connect a", "connect b"])
    #expect(pool.events.first == .tooManyAddresses(count: 3, used: 2))
  }

  @Test("a failure to resolve changes no list; without a list it is what calls hear")
  func resolverFailure() {
    var pool = Driven()
    pool.perform(pool.machine.addressesFailed(reason: "no such host"))
    #expect(pool.pick() == "none: no such host")
    pool.list("a")
    pool.ready("a")
    pool.perform(pool.machine.addressesFailed(reason: "no such host"))
    #expect(pool.pick() == "a")
    pool.list([])
    #expect(pool.pick() == "a")
    #expect(pool.events.last == .addressesFailed(reason: "the list of addresses is empty"))
  }

  // MARK: Connections

  @Test("calls wait while a member is being connected to, and fail when all rest, naming the reason")
  func resting() {
    var pool = Driven()
    pool.list("a", "b")
    pool.tell("a", .resting(reason: "a refuses"))
    #expect(pool.pick() == "wait")
    pool.tell("b", .resting(reason: "b refuses"))
    #expect(pool.pick() == "none: a refuses (and 1 more addresses)")
    #expect(pool.take().count { $0 == "refresh" } == 2, "the addresses may be out of date")
    pool.tell("b", .idle)
    #expect(pool.take() == ["connect b"], "its rest is over")
    #expect(pool.pick() == "wait")
  }

  @Test("a member whose connection lasted is connected to again at once")
  func goodConnection() {
    var pool = Driven()
    pool.list("a")
    pool.ready("a")
    pool.advance(milliseconds: 10_000)
    _ = pool.take()
    pool.tell("a", .idle)
    #expect(pool.take() == ["connect a"])
  }

  @Test("a member that drops its connections soon is connected to after pauses that grow and are bounded")
  func pacing() {
    var pool = Driven()
    pool.list("a")
    var pauses: [Int64] = []
    for _ in 0..<15 {
      pool.ready("a")
      _ = pool.take()
      pool.tell("a", .idle)
      // The channel itself may tell this twice.
      pool.tell("a", .idle)
      #expect(pool.take() == ["refresh"])
      #expect(pool.pick() == "none: the connection to a did not last")
      let pause = (pool.machine.nextTimerNanoseconds ?? 0) - pool.now
      pauses.append(pause / 1_000_000)
      pool.advance(milliseconds: pause / 1_000_000 + 1)
      #expect(pool.take() == ["connect a"])
    }
    #expect((37...63).contains(pauses[0]), "\(pauses)")
    for (index, pause) in pauses.enumerated() {
      let middle = min(50 * (0..<index).reduce(1.0) { power, _ in power * 1.7 }, 5_000)
      #expect(Double(pause) >= middle * 0.75 - 1 && Double(pause) <= middle * 1.25 + 1, "\(pauses)")
    }
    // Once it lasts, it starts from the beginning.
    pool.ready("a")
    pool.advance(milliseconds: 10_000)
    pool.tell("a", .idle)
    pool.ready("a")
    pool.tell("a", .idle)
    #expect(((pool.machine.nextTimerNanoseconds ?? 0) - pool.now) / 1_000_000 < 64)
  }

  @Test("pick-first connects to one member at a time, sticks to it, and moves on when it fails")
  func pickFirst() {
    var pool = Driven(.pickFirst)
    pool.list("a", "b", "c")
    #expect(pool.take() == ["observe a", "observe b", "observe c", "connect a"])
    pool.tell("a", .resting(reason: "refused"))
    #expect(pool.take() == ["connect b", "refresh"].sorted().reversed())
    pool.ready("b")
    #expect((0..<3).map { _ in pool.pick() } == ["b", "b", "b"])
    pool.tell("a", .idle)
    #expect(pool.take() == [], "b works, so a is left alone")
    #expect(pool.pick() == "b")
    pool.advance(milliseconds: 20_000)
    pool.tell("b", .idle)
    #expect(pool.take() == ["connect a"], "from the beginning of the list")
  }

  @Test("a call that was tried on a member goes to another one, if there is one")
  func trail() {
    for policy in [PickPolicy.roundRobin, .leastRequest, .weighted] {
      var pool = Driven(policy)
      pool.list("a", "b", "c")
      pool.ready("a", "b", "c")
      for _ in 0..<50 {
        let trail = AttemptTrail()
        #expect(Set((0..<3).map { _ in pool.pick(trail) }) == ["a", "b", "c"], "\(policy)")
        #expect(["a", "b", "c"].contains(pool.pick(trail)), "better one again than none")
      }
    }
  }

  // MARK: Health

  @Test("a member is called once it says that it serves, and not while it says that it does not")
  func health() throws {
    var pool = Driven(health: true)
    pool.list("a")
    pool.ready("a")
    #expect(pool.take().last == "watch a 1")
    #expect(pool.pick() == "wait", "it has said nothing yet")
    let token = try #require(pool.tokens["a"])
    pool.perform(pool.machine.healthChanged(token, watch: 1, .serving))
    #expect(pool.pick() == "a")
    pool.perform(pool.machine.healthChanged(token, watch: 1, .notServing(reason: "starting")))
    #expect(pool.pick() == "none: a is not serving: starting")
    #expect(pool.events.last == .memberIsNotServing(endpoint: "a", reason: "starting"))
  }

  @Test("a new connection is asked anew, and what a watch of the old one says late counts for nothing")
  func healthAfterReconnect() throws {
    var pool = Driven(health: true)
    pool.list("a")
    let token = try #require(pool.tokens["a"])
    pool.ready("a")
    pool.perform(pool.machine.healthChanged(token, watch: 1, .serving))
    pool.advance(milliseconds: 20_000)
    _ = pool.take()
    pool.tell("a", .idle)
    #expect(pool.take() == ["stop watching a", "connect a"])
    pool.ready("a")
    #expect(pool.take() == ["watch a 3"])
    pool.perform(pool.machine.healthChanged(token, watch: 1, .serving))
    #expect(pool.pick() == "wait")
    pool.perform(pool.machine.healthChanged(token, watch: 3, .serving))
    #expect(pool.pick() == "a")
  }

  // MARK: Outliers

  @Test("a member whose calls fail in a row is left out, and comes back after its time")
  func ejection() {
    var pool = Driven(outliers: OutlierEjection())
    pool.list("a", "b", "c")
    pool.ready("a", "b", "c")
    for _ in 0..<5 { pool.end("b", .failure) }
    #expect(pool.events.last == .memberEjected(endpoint: "b", reason: "5 calls in a row failed"))
    #expect(!(0..<10).map { _ in pool.pick() }.contains("b"))
    pool.advance(milliseconds: 30_000)
    #expect(pool.events.last == .memberReturned(endpoint: "b"))
    #expect((0..<3).map { _ in pool.pick() }.contains("b"))
  }

  @Test("an ejected member is better than none", arguments: [PickPolicy.roundRobin, .pickFirst])
  func ejectedIsLastResort(policy: PickPolicy) {
    var pool = Driven(policy, outliers: OutlierEjection())
    pool.list("a", "b")
    pool.ready("a")
    for _ in 0..<5 { pool.end("a", .failure) }
    #expect(pool.pick() == "a")
    pool.tell("b", .resting(reason: "refused"))
    #expect(pool.pick() == "a")
    pool.ready("b")
    #expect((0..<4).map { _ in pool.pick() } == ["b", "b", "b", "b"])
  }

  // MARK: The end

  @Test("closing closes every member, also those that were leaving, and nothing happens afterwards")
  func closing() {
    var pool = Driven()
    pool.list("a", "b")
    pool.ready("a")
    #expect(pool.pick() == "a")
    pool.list("b")
    _ = pool.take()
    pool.perform(pool.machine.close())
    #expect(pool.take().filter { $0.hasPrefix("close") } == ["close a", "close b"])
    #expect(pool.pick() == "none: the channel was closed")
    pool.tell("b", .ready)
    pool.list("c")
    pool.advance(milliseconds: 100_000)
    #expect(pool.take() == ["close c"])
    #expect(pool.machine.nextTimerNanoseconds == nil)
  }
}
