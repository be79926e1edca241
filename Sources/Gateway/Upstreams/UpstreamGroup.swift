import Logging
import Messages
import RPC
import RPCSocket
import RPCTracing
import ServiceKit
import Services
import Synchronization

/// The processes that offer one service behind the gateway: the shell around their table. It keeps the table behind a
/// mutex, the channels, the resolver that tells the addresses, and one timer. All of these hold it until it is closed,
/// or retired and empty: weak references would make each call's references to it slow.
final class UpstreamGroup: Sendable {
  private struct State {
    var table: UpstreamTable
    var shares = CallerShares()
    var addresses: ServiceAddresses
    var resolver: ServiceResolver
    var members: [UpstreamToken: UpstreamMember] = [:]
    /// The channel of who has a slot of the table: what every call looks at.
    var channels: [ClientChannel?] = []
    var timer: (any LoopTimer)?
    var isTicking = false
    var isRetired = false
    var isClosed = false
  }

  /// What the service is called: "registry".
  let name: String
  /// Its full name: "ocop.registry.v1.Registry".
  let service: String
  /// Longest time of a call, in nanoseconds; 0 = as long as its caller says.
  private let timeoutMaxNanoseconds: Atomic<UInt64>
  private let settings: UpstreamSettings
  private let loop: SocketLoop
  private let driver: any LoopDriver
  private let logger: Logger
  private let callers: CallerDirectory
  private let makeMember: @Sendable (Endpoint, String) -> UpstreamMember
  private let state: Mutex<State>

  /// - Parameters:
  ///   - callers: is told when their calls end.
  ///   - makeMember: makes the channel to an endpoint, which a name was resolved to, or none (empty).
  init(
    _ route: Route,
    settings: UpstreamSettings,
    callers: CallerDirectory,
    loop: SocketLoop,
    logger: Logger,
    makeMember: @escaping @Sendable (Endpoint, String) -> UpstreamMember
  ) {
    name = route.name
    service = route.service
    timeoutMaxNanoseconds = Atomic(UpstreamGroup.timeoutMaxNanoseconds(route))
    self.settings = settings
    self.callers = callers
    self.logger = logger
    self.loop = loop
    self.makeMember = makeMember
    driver = loop.runQueue.driver
    var settings = settings
    settings.callsMax = route.callsMax ?? settings.callsMax
    state = Mutex(
      State(
        table: UpstreamTable(service: route.name, settings: settings, nowNanoseconds: driver.nowNanoseconds),
        addresses: route.addresses,
        resolver: route.addresses.makeResolver(loop: loop)
      )
    )
    // As it is: there is nothing to find out, and nothing to choose.
    if let endpoint = route.addresses.onlyEndpoint { setAddresses([PoolAddress(endpoint: "\(endpoint)")]) }
  }

  private static func timeoutMaxNanoseconds(_ route: Route) -> UInt64 {
    route.timeoutMax.map { UInt64(clamping: Int64($0 / .nanoseconds(1))) } ?? 0
  }

  /// Where its processes are, as it was configured.
  var addresses: ServiceAddresses { state.withLock { $0.addresses } }

  /// Begins to find addresses, and to keep connections, where there is more than one fixed address.
  func start() {
    let (addresses, resolver) = state.withLock { ($0.addresses, $0.resolver) }
    if addresses.onlyEndpoint != nil { return }
    follow(resolver)
    beginTicking()
  }

  private func follow(_ resolver: ServiceResolver) {
    resolver.start { [self] result in
      switch result {
      case .success(let list): setAddresses(list)
      case .failure(let error): addressesFailed(error)
      }
    }
  }

  // MARK: The route

  /// The service is routed in another way: processes that both routes have keep their connections.
  func change(to route: Route) {
    timeoutMaxNanoseconds.store(UpstreamGroup.timeoutMaxNanoseconds(route), ordering: .relaxed)
    let callsMax = route.callsMax ?? settings.callsMax
    let (before, resolver) = state.withLock { state -> (ServiceResolver?, ServiceResolver) in
      state.table.settings.callsMax = callsMax
      let before = state.resolver
      if state.isClosed || state.addresses == route.addresses { return (nil, before) }
      state.addresses = route.addresses
      state.resolver = route.addresses.makeResolver(loop: loop, continuing: before)
      return (before, state.resolver)
    }
    guard let before else { return }
    before.stop()
    log("is routed to other addresses", "\(route.addresses)")
    if let endpoint = route.addresses.onlyEndpoint {
      setAddresses([PoolAddress(endpoint: "\(endpoint)")])
    } else {
      follow(resolver)
    }
    beginTicking()
  }

  /// The service is routed no more: its calls finish, and each process is left with its last one.
  func retire() {
    let resolver = state.withLock { state in
      state.isRetired = true
      return state.resolver
    }
    resolver.stop()
    setAddresses([])
    beginTicking()
  }

  /// No process is left, not even one whose last calls are running.
  var isEmpty: Bool { state.withLock { $0.members.isEmpty } }

  // MARK: Calls, on the loop

  /// Where a call goes.
  /// - Parameter caller: its caller, who was asked to wait for nothing else; told of the call's end.
  func decide(caller: Int, nowNanoseconds now: Int64) -> RelayDecision {
    var mayMove = false
    let (verdict, pick, channel, callsMax) = state.withLock { state in
      let callsMax = state.table.callsMax
      let verdict = state.shares.admit(caller: caller, callsMax: callsMax, nowNanoseconds: now)
      guard verdict == .admitted else { return (verdict, UpstreamPick.full, nil as ClientChannel?, callsMax) }
      let pick = state.table.pick()
      if case .member(let token) = pick {
        mayMove = !state.table.isAlone
        if let channel = state.channels[token.slot] { return (verdict, pick, channel, callsMax) }
        _ = state.table.ended(token, .neutral, nowNanoseconds: now)
      }
      state.shares.ended(caller: caller, isStream: false)
      return (verdict, pick, nil, callsMax)
    }
    if case .overShare(let callsInFlight, let share) = verdict {
      let retry = Duration.milliseconds(settings.shareRetryMilliseconds)
      return .refuse(callers.shed(caller, service: name, callsInFlight: callsInFlight, share: share, retry: retry))
    }
    if case .member(let token) = pick, let channel {
      let timeout = timeoutMaxNanoseconds.load(ordering: .relaxed)
      return .forward(
        to: channel,
        lease: UpstreamLease(self, token, caller: caller, mayMove: mayMove, timeoutMaxNanoseconds: timeout)
      )
    }
    callers.ended(caller)
    switch pick {
    case .member: return .refuse(UpstreamGroup.unavailable("\(name) is being closed"))
    case .full: return .refuse(fullError(callsMax))
    case .none(let reason): return .refuse(UpstreamGroup.unavailable(reason))
    }
  }

  private static func unavailable(_ reason: String) -> RPCError {
    RPCError(.unavailable, reason, isNotProcessed: true, origin: .proxy)
  }

  private func fullError(_ callsMax: Int) -> RPCError {
    var error = UpstreamGroup.unavailable(
      "\(name) has as many calls in flight as it may: at most \(callsMax)"
    )
    error.code = .resourceExhausted
    error.retryAfter = .milliseconds(settings.fullRetryMilliseconds)
    return error
  }

  /// Whether there is more than one process.
  var hasChoice: Bool { state.withLock { !$0.table.isAlone } }

  /// Another process for a call that the first one did not take; the call then counts there, too.
  func alternative(to token: UpstreamToken) -> (ClientChannel, UpstreamToken)? {
    state.withLock { state in
      guard !state.table.isAlone, case .member(let other) = state.table.pick(avoiding: token),
        let member = state.members[other]
      else { return nil }
      return (member.channel.core, other)
    }
  }

  /// A call has gone from a process to another one.
  func moved(from token: UpstreamToken) {
    change { $0.ended(token, .neutral, nowNanoseconds: $1) }
  }

  /// A call turns out to be a stream.
  func becameStream(caller: Int) {
    state.withLock { $0.shares.becameStream(caller: caller) }
  }

  /// A call has ended.
  func ended(_ token: UpstreamToken, _ end: RelayEnd, caller: Int, isStream: Bool) {
    // Of a call that went well nobody asks when.
    let now = end == .answered ? 0 : driver.nowNanoseconds
    let actions = state.withLock { state in
      if end == .overloaded { state.shares.overloaded(callsMax: state.table.callsMax, nowNanoseconds: now) }
      state.shares.ended(caller: caller, isStream: isStream)
      return state.isClosed ? [] : state.table.ended(token, end, nowNanoseconds: now)
    }
    callers.ended(caller)
    perform(actions)
  }

  /// How full the service is.
  var load: (shares: CallerShares, callsMax: Int) { state.withLock { ($0.shares, $0.table.callsMax) } }

  // MARK: For the gateway's own services

  /// How the processes stand, each with the channel for asking it.
  var rows: [(row: UpstreamRow, channel: (any Channel)?)] {
    state.withLock { state in
      let rows = state.table.rows
      if rows.isEmpty {
        let reason = state.table.emptyReason
        return [(UpstreamRow(address: "\(state.addresses)", state: .unreachable, reason: reason), nil)]
      }
      return rows.map { row in (row, row.token.flatMap { state.members[$0]?.traced }) }
    }
  }

  /// The channel for a call of the gateway itself. Such calls are few and short; they are not counted.
  /// - Parameter avoided: a process that did not answer it.
  func channelForOwnCall(
    avoiding avoided: UpstreamToken? = nil
  ) throws(RPCError) -> (channel: any Channel, token: UpstreamToken) {
    let (found, reason) = state.withLock { state -> ((any Channel, UpstreamToken)?, String) in
      switch state.table.pick(avoiding: avoided) {
      case .member(let token):
        _ = state.table.ended(token, .neutral, nowNanoseconds: 0)
        return (state.members[token].map { ($0.traced, token) }, "\(name) is being closed")
      case .full: return (nil, "it has as many calls in flight as it may")
      case .none(let reason): return (nil, reason)
      }
    }
    guard let found else { throw UpstreamGroup.unavailable(reason) }
    return found
  }

  /// An operator wants a process to get no new calls, or to get them again.
  /// - Returns: false when no process of the group has the address.
  func setDrained(_ isDrained: Bool, address: String) -> Bool {
    let isFound = state.withLock { $0.table.setDrained(isDrained, address: address) }
    if isFound {
      log(isDrained ? "drained by an operator: gets no new calls" : "gets calls again, by an operator", address)
    }
    return isFound
  }

  /// Ends the group and its channels.
  func close() async {
    let (resolver, members, timer) = state.withLock { state in
      let (members, timer) = (state.members, state.timer)
      state.isClosed = true
      state.timer = nil
      state.members = [:]
      state.channels = state.channels.map { _ in nil }
      return (state.resolver, members, timer)
    }
    resolver.stop()
    if let timer { driver.execute { timer.cancel() } }
    for member in members.values { await member.channel.close() }
  }

  // MARK: What happens to processes

  private func setAddresses(_ list: [PoolAddress]) {
    let now = driver.nowNanoseconds
    let (added, actions) = state.withLock { state in
      if state.isClosed { return ([UpstreamToken: UpstreamMember](), [UpstreamAction]()) }
      let change = state.table.setAddresses(list, nowNanoseconds: now)
      var added: [UpstreamToken: UpstreamMember] = [:]
      for (address, token) in change.added {
        while state.channels.count <= token.slot { state.channels.append(nil) }
        state.channels[token.slot] = nil
        // A resolver tells no text that is not an endpoint.
        guard let endpoint = try? Endpoint(parsing: address) else { continue }
        let member = makeMember(endpoint, state.resolver.name(of: PoolAddress(endpoint: address)))
        state.channels[token.slot] = member.channel.core
        added[token] = member
      }
      state.members.merge(added) { $1 }
      return (added, change.actions)
    }
    for (token, member) in added {
      member.channel.observeConnectivity { [self] connectivity in
        change { $0.connectivityChanged(token, connectivity, nowNanoseconds: $1) }
      }
    }
    perform(actions)
  }

  private func addressesFailed(_ error: RPCError) {
    state.withLock { $0.table.addressesFailed(error.message) }
    logger.warning("the addresses of \(name) cannot be read", metadata: ["error": "\(error.message)"])
  }

  private func beginTicking() {
    let isNew = state.withLock { state in
      let isNew = !state.isTicking
      state.isTicking = true
      return isNew
    }
    if isNew { tickLater() }
  }

  private func tickLater() {
    let timer = driver.schedule(afterNanoseconds: settings.tickMilliseconds * 1_000_000) { [self] in
      change { $0.timePassed(nowNanoseconds: $1) }
      tickLater()
    }
    let isWanted = state.withLock { state in
      let isOver = state.isClosed || (state.isRetired && state.members.isEmpty)
      if !isOver { state.timer = timer }
      return !isOver
    }
    if !isWanted { driver.execute { timer.cancel() } }
  }

  /// Lets the table change, and does what follows from it.
  private func change(_ body: (inout UpstreamTable, Int64) -> [UpstreamAction]) {
    let now = driver.nowNanoseconds
    perform(state.withLock { $0.isClosed ? [] : body(&$0.table, now) })
  }

  private func perform(_ actions: [UpstreamAction]) {
    for action in actions {
      switch action {
      case .connect(let token): member(token)?.channel.connect()
      case .check(let token): check(token)
      case .close(let token):
        let member = state.withLock { state in
          let member = state.members.removeValue(forKey: token)
          if let member, state.channels[token.slot] === member.channel.core { state.channels[token.slot] = nil }
          return member
        }
        if let member { Task { await member.channel.close() } }
      case .log(let text, let address): log(text, address)
      }
    }
  }

  private func member(_ token: UpstreamToken) -> UpstreamMember? { state.withLock { $0.members[token] } }

  private func log(_ text: String, _ address: String) {
    logger.info("\(name): \(text)", metadata: ["address": "\(address)"])
  }

  /// Asks a process whether it is serving. One question at a time, each with little time.
  private func check(_ token: UpstreamToken) {
    guard let channel = member(token)?.channel else { return }
    let timeout = settings.checkTimeout
    Task {
      let health: MemberHealth
      do throws(RPCError) {
        let answer = try await RpcV1.HealthClient(channel: channel)
          .check(RpcV1.CheckRequest(), options: CallOptions(timeout: timeout))
        health = answer.servingStatus == .serving ? .serving : .notServing(reason: answer.reason)
      } catch {
        // Who cannot be asked serves as well as he can.
        let isUnknown = error.code == .unimplemented || error.code == .notFound
        health = isUnknown ? .serving : .notServing(reason: "it does not answer when it is asked: \(error.message)")
      }
      change { table, _ in table.checked(token, health) }
    }
  }
}
