import Wire

/// One side of a simulated connection: its machine, reader and buffer, and the calls of its application.
final class SimulatedEndpoint {
  let role: ConnectionRole
  let limits: WireLimits
  var machine: ConnectionStateMachine
  var reader: FrameReader
  var outbound = OutboundBuffer(capacity: 64)
  /// Bytes of `outbound` that the oracle has seen.
  var observedByteCount = 0
  var hasGreeted = false
  /// Steps for which its writer is stalled.
  var stalledSteps = 0
  /// Calls by slot, as whoever uses the machine keeps them.
  private var callsBySlot: [SimulatedCall?] = []
  /// Calls of the open streams, in no order.
  private(set) var calls: [SimulatedCall] = []

  init(role: ConnectionRole, limits: WireLimits) {
    self.role = role
    self.limits = limits
    machine = ConnectionStateMachine(role: role, limits: limits)
    reader = FrameReader(
      receiverRole: role,
      frameBytesMax: limits.frameBytesMax,
      acceptsCompressed: limits.acceptsCompressed
    )
  }

  func call(at slot: Int) -> SimulatedCall? {
    slot < callsBySlot.count ? callsBySlot[slot] : nil
  }

  func add(_ call: SimulatedCall) {
    while callsBySlot.count <= call.slot { callsBySlot.append(nil) }
    callsBySlot[call.slot] = call
    calls.append(call)
  }

  func remove(_ call: SimulatedCall) {
    callsBySlot[call.slot] = nil
    calls.removeAll { $0 === call }
  }
}
