public import Messages
internal import Wire

// What may be shown of a connection. On the loop.
extension ServerConnection {
  /// Streams of one connection that are shown.
  public static let shownStreamsMax = 100

  /// The connection's present state; nothing of the content of calls.
  public func snapshot(nowNanoseconds: Int64) -> RpcV1.ConnectionSnapshot {
    var snapshot = RpcV1.ConnectionSnapshot()
    snapshot.id = number
    snapshot.peer = core.peer
    snapshot.agent = String(core.machine.peer.agent.prefix(100))
    snapshot.ageMilliseconds = UInt64(clamping: (nowNanoseconds - openedNanoseconds) / 1_000_000)
    snapshot.idleMilliseconds = UInt64(clamping: (nowNanoseconds - core.lastReceivedNanoseconds) / 1_000_000)
    snapshot.receivedBytes = core.receivedByteCount
    snapshot.sentBytes = core.sentByteCount
    snapshot.waitingBytes = UInt64(core.outbound.count)
    snapshot.startedCalls = startedCallCount
    snapshot.draining = isDraining
    snapshot.streams = core.machine.openSlots.prefix(ServerConnection.shownStreamsMax).map { slot in
      var stream = RpcV1.StreamSnapshot()
      stream.stream = core.machine.stream(at: slot)
      stream.method = observedCall(at: slot)?.path ?? ""
      stream.sendCreditBytes = UInt64(clamping: core.machine.sendCredit(slot: slot))
      stream.receiveCreditBytes = UInt64(clamping: core.machine.receiveCredit(slot: slot))
      return stream
    }
    return snapshot
  }

  /// Bytes received and sent so far.
  public var trafficByteCounts: (received: UInt64, sent: UInt64) { (core.receivedByteCount, core.sentByteCount) }

  /// Calls that are not over, in no order.
  public var runningCalls: [any ObservedCall] {
    entries.indices.compactMap { observedCall(at: $0) }
  }

  private func observedCall(at slot: Int) -> (any ObservedCall)? {
    guard slot < entries.count else { return nil }
    return switch entries[slot] {
    case .none: nil
    case .call(let call): call
    case .sending(_, let state): state
    case .relayed(let call): call
    }
  }
}

extension ServerCall: ObservedCall {
  var observedMethod: ObservedMethod { .registered(method.number) }
  var path: String { method.path }
  var isRelayed: Bool { false }
  var hasOneResponse: Bool { method.kind.hasOneResponse }
  var peer: String { connection.core.peer }
  var callerKey: String { context.state.callerKey }
  var startedNanoseconds: Int64 { context.state.startedNanoseconds }
  var deadlineNanoseconds: Int64? { context.state.deadlineNanoseconds }
  var traceparent: String { context.state.traceparent }
  var attempt: UInt8 { context.state.attempt }
}
