import Logging
import RPC
import Synchronization
import Wire

/// Where the gateway sends calls: by the full service name of the method, to the processes of that service. The table
/// can be replaced while calls run: what is the same in both keeps its connections, and the calls at what has gone
/// finish.
final class RouteTable: CallRelay {
  private struct State {
    /// By the numbers that `numbers` gives.
    var groups: [UpstreamGroup] = []
    var numbers = PathTable(countMax: RouteFile.routesMax)
    /// Those of services that are routed no more, until their last calls have ended.
    var leaving: [UpstreamGroup] = []
    var isClosed = false
  }

  private let own: String
  private let logger: Logger
  private let callers: CallerDirectory
  private let makeGroup: @Sendable (Route) -> UpstreamGroup
  private let state = Mutex(State())

  /// An empty table.
  /// - Parameters:
  ///   - own: full names of the services that the gateway answers itself.
  ///   - callers: says who may call how often.
  ///   - makeGroup: makes what keeps the processes of a service; not started yet.
  init(
    own: [String],
    callers: CallerDirectory,
    logger: Logger,
    makeGroup: @escaping @Sendable (Route) -> UpstreamGroup
  ) {
    self.callers = callers
    self.own = own.joined(separator: ", ")
    self.logger = logger
    self.makeGroup = makeGroup
  }

  /// See `CallRelay`.
  func route(_ call: RelayedOpen) -> RelayDecision {
    if let service = call.serviceBytes {
      let group = state.withLock { state in state.numbers.number(of: service).map { state.groups[$0] } }
      if let group {
        do throws(RPCError) {
          return group.decide(caller: try callers.arrived(call))
        } catch {
          return .refuse(error)
        }
      }
    }
    // The name came from outside and goes into a message: cut.
    let name = call.method.prefix(200)
    let known = "it routes \(groups.map(\.service).joined(separator: ", ")) and answers \(own) itself"
    return .refuse(
      RPCError(.unimplemented, "no method \"\(name)\" behind this gateway; \(known)", isNotProcessed: true)
    )
  }

  /// The processes of each service that is routed.
  var groups: [UpstreamGroup] { state.withLock { $0.groups } }

  /// Those, and behind them what still has calls of services that are not routed any more.
  var groupsWithCalls: [UpstreamGroup] {
    let (groups, leaving) = state.withLock { ($0.groups, $0.leaving) }
    return groups + leaving.filter { !$0.isEmpty }
  }

  /// Replaces the table, in one step for the calls that arrive. On the loop, or before there are calls.
  func apply(_ routes: [Route]) {
    let before = groups
    var kept: [UpstreamGroup] = []
    var added: [UpstreamGroup] = []
    var numbers = PathTable(countMax: RouteFile.routesMax)
    var list: [UpstreamGroup] = []
    for route in routes {
      guard numbers.number(adding: route.service) == list.count else { continue }
      if let group = before.first(where: { $0.service == route.service }) {
        group.change(to: route)
        kept.append(group)
        list.append(group)
      } else {
        let group = makeGroup(route)
        added.append(group)
        list.append(group)
      }
    }
    let removed = before.filter { group in !kept.contains { $0 === group } }
    let isClosed = state.withLock { state in
      if state.isClosed { return true }
      state.groups = list
      state.numbers = numbers
      state.leaving = state.leaving.filter { !$0.isEmpty } + removed
      return false
    }
    if isClosed { return }
    for group in added { group.start() }
    for group in removed {
      logger.notice("\(group.service) is routed no more")
      group.retire()
    }
  }

  /// Ends all of them.
  func close() async {
    let all = state.withLock { state in
      state.isClosed = true
      return state.groups + state.leaving
    }
    for group in all { await group.close() }
  }
}
