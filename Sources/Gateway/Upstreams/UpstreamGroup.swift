import Logging
import Messages
import RPC
import RPCSocket
import RPCTracing
import ServiceKit
import Services
import Synchronization

/// The processes that offer one service behind the gateway: the shell around their table. It keeps the table behind a
/// mutex, the channels, the resolver that tells the addresses, and one timer.
final class UpstreamGroup: Sendable {
  private struct State {
    var table: UpstreamTable
    var members: [UpstreamToken: UpstreamMember] = [:]
    var timer: (any LoopTimer)?
    var isClosed = false
  }

  /// The service, and what it is called.
  let routed: RoutedService
  /// Where its processes are, as it was configured.
  let addresses: ServiceAddresses
  private let settings: UpstreamSettings
  private let resolver: ServiceResolver
  private let driver: any LoopDriver
  private let logger: Logger
  private let makeMember: @Sendable (Endpoint, String) -> UpstreamMember
  private let state: Mutex<State>

  /// - Parameter makeMember: makes the channel to an endpoint, which a name was resolved to, or none (empty).
  init(
    _ routed: RoutedService,
    at addresses: ServiceAddresses,
    settings: UpstreamSettings,
    loop: SocketLoop,
    logger: Logger,
    makeMember: @escaping @Sendable (Endpoint, String) -> UpstreamMember
  ) {
    self.routed = routed
    self.addresses = addresses
    self.settings = settings
    self.logger = logger
    self.makeMember = makeMember
    driver = loop.runQueue.driver
    resolver = addresses.makeResolver(loop: loop)
    let now = driver.nowNanoseconds
    state = Mutex(State(table: UpstreamTable(service: routed.name, settings: settings, nowNanoseconds: now)))
    if let endpoint = addresses.onlyEndpoint {
      // As it is: there is nothing to find out, and nothing to choose.
      setAddresses([PoolAddress(endpoint: "\(endpoint)")])
    }
  }

  /// Begins to find addresses, and to keep connections, where there is more than one fixed address.
  func start() {
    if addresses.onlyEndpoint != nil { return }
    resolver.start { [weak self] result in
      switch result {
      case .success(let list): self?.setAddresses(list)
      case .failure(let error): self?.addressesFailed(error)
      }
    }
    tickLater()
  }

  // MARK: Calls, on the loop

  /// Where a call goes.
  func decide() -> RelayDecision {
    let (pick, channel) = state.withLock { state -> (UpstreamPick, ClientChannel?) in
      let pick = state.table.pick()
      if case .member(let token) = pick { return (pick, state.members[token]?.channel.core) }
      return (pick, nil)
    }
    switch pick {
    case .member(let token):
      guard let channel else { return .refuse(UpstreamGroup.unavailable("\(routed.name) is being closed")) }
      return .forward(to: channel, lease: UpstreamLease(self, token))
    case .full:
      return .refuse(fullError)
    case .none(let reason):
      return .refuse(UpstreamGroup.unavailable(reason))
    }
  }

  private static func unavailable(_ reason: String) -> RPCError {
    RPCError(.unavailable, reason, isNotProcessed: true, origin: .proxy)
  }

  private var fullError: RPCError {
    var error = UpstreamGroup.unavailable(
      "\(routed.name) has as many calls in flight as it may: \(settings.callsMax) at each address"
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

  /// A call has ended.
  func ended(_ token: UpstreamToken, _ end: RelayEnd) {
    change { $0.ended(token, end, nowNanoseconds: $1) }
  }

  // MARK: For the gateway's own services

  /// How the processes stand, each with the channel for asking it.
  var rows: [(row: UpstreamRow, channel: (any Channel)?)] {
    state.withLock { state in
      let rows = state.table.rows
      if rows.isEmpty {
        let reason = state.table.emptyReason
        return [(UpstreamRow(address: "\(addresses)", state: .unreachable, reason: reason), nil)]
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
        return (state.members[token].map { ($0.traced, token) }, "\(routed.name) is being closed")
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
    resolver.stop()
    let (members, timer) = state.withLock { state in
      let (members, timer) = (state.members, state.timer)
      state.isClosed = true
      state.timer = nil
      state.members = [:]
      return (members, timer)
    }
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
        // A resolver tells no text that is not an endpoint.
        guard let endpoint = try? Endpoint(parsing: address) else { continue }
        added[token] = makeMember(endpoint, resolver.name(of: PoolAddress(endpoint: address)))
      }
      state.members.merge(added) { $1 }
      return (added, change.actions)
    }
    for (token, member) in added {
      member.channel.observeConnectivity { [weak self] connectivity in
        self?.change { $0.connectivityChanged(token, connectivity, nowNanoseconds: $1) }
      }
    }
    perform(actions)
  }

  private func addressesFailed(_ error: RPCError) {
    state.withLock { $0.table.addressesFailed(error.message) }
    logger.warning("the addresses of \(routed.name) cannot be read", metadata: ["error": "\(error.message)"])
  }

  private func tickLater() {
    let timer = driver.schedule(afterNanoseconds: settings.tickMilliseconds * 1_000_000) { [weak self] in
      self?.change { $0.timePassed(nowNanoseconds: $1) }
      self?.tickLater()
    }
    let isWanted = state.withLock { state in
      if !state.isClosed { state.timer = timer }
      return !state.isClosed
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
        let member = state.withLock { $0.members.removeValue(forKey: token) }
        if let member { Task { await member.channel.close() } }
      case .log(let text, let address): log(text, address)
      }
    }
  }

  private func member(_ token: UpstreamToken) -> UpstreamMember? { state.withLock { $0.members[token] } }

  private func log(_ text: String, _ address: String) {
    logger.info("\(routed.name): \(text)", metadata: ["address": "\(address)"])
  }

  /// Asks a process whether it is serving. One question at a time, each with little time.
  private func check(_ token: UpstreamToken) {
    guard let channel = member(token)?.channel else { return }
    let timeout = settings.checkTimeout
    Task { [weak self] in
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
      self?.change { table, _ in table.checked(token, health) }
    }
  }
}
