import RPC

/// Says whose a call is, for limits and fairness. It decides nothing else: what a caller may see and do the services
/// decide.
protocol CallerNaming: Sendable {
  /// The same text for all calls of one caller, and not for callers to choose. On the loop, for each call: a text that
  /// is at hand costs nothing, one that is made does.
  func callerKey(of call: RelayedOpen) -> String
}

/// Callers by their verified identity; where nobody has to have one, by what their transport has verified.
struct TransportCallers: CallerNaming {
  func callerKey(of call: RelayedOpen) -> String { call.callerKey }
}
