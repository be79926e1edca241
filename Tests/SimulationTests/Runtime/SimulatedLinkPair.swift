@testable import RPC
@testable import Wire

/// A simulated connection with both its ends and what is between them.
final class SimulatedLinkPair {
  let number: Int
  let client: ClientConnection
  let server: ServerConnection
  let toServer: SimulatedPipe
  let toClient: SimulatedPipe

  init(
    number: Int,
    client: ClientConnection,
    server: ServerConnection,
    toServer: SimulatedPipe,
    toClient: SimulatedPipe
  ) {
    self.number = number
    self.client = client
    self.server = server
    self.toServer = toServer
    self.toClient = toClient
  }

  /// True when both sides are closed.
  var isOver: Bool { client.core.isClosed && server.core.isClosed }

  /// True when both sides know all that the other has said.
  var isSettled: Bool {
    !client.core.isClosed && !server.core.isClosed && client.core.outbound.isEmpty && server.core.outbound.isEmpty
      && toServer.pendingByteCount == 0 && toClient.pendingByteCount == 0 && server.core.machine.hasPeerHello
      && client.core.machine.hasPeerHello && !toServer.isSilent
      && !toServer.isClosed && !toClient.isClosed
  }

  /// What is wrong with how much either side holds; nil when nothing is.
  func excess(_ limits: WireLimits) -> String? {
    let frame = limits.frameBytesMax + FrameHeader.byteCount
    for core in [client.core, server.core] where core.outbound.count > limits.outboundBytesCeiling + frame {
      return "\(core.outbound.count) bytes wait at one side of connection \(number)"
    }
    if server.runningHandlerCount > limits.runningHandlersMax {
      return "\(server.runningHandlerCount) handlers run for connection \(number)"
    }
    if server.assemblyByteCount > limits.assemblyBytesMax {
      return "\(server.assemblyByteCount) bytes of requests are put together on connection \(number)"
    }
    for machine in [client.core.machine, server.core.machine] {
      for slot in machine.openSlots where machine.unconsumedByteCount(slot: slot) > limits.heldBytesMax {
        return "\(machine.unconsumedByteCount(slot: slot)) bytes of one stream wait on connection \(number)"
      }
    }
    return nil
  }

  /// What the two sides do not agree about although nothing is under way; nil when they agree.
  func disagreement(_ limits: WireLimits) -> String? {
    let (here, there) = (client.core.machine, server.core.machine)
    if here.openStreamCount != there.openStreamCount {
      return "\(here.openStreamCount) streams are open at the client and \(there.openStreamCount) at the server"
    }
    for slot in here.openSlots {
      let stream = here.stream(at: slot)
      guard let other = there.slot(of: stream) else { return "stream \(stream) is open at the client only" }
      let (sent, received) = (here.sendCredit(slot: slot), there.receiveCredit(slot: other))
      if sent != received {
        return "the client may send \(sent) bytes on stream \(stream), the server takes \(received)"
      }
      let (sending, receiving) = (there.sendCredit(slot: other), here.receiveCredit(slot: slot))
      if sending != receiving {
        return "the server may send \(sending) bytes on stream \(stream), the client takes \(receiving)"
      }
      if let lack = lack(there, other, limits) ?? lack(here, slot, limits) { return "stream \(stream): \(lack)" }
    }
    return nil
  }

  /// Credit that should have been given back: all but a quarter of the window, or what waits for the application.
  private func lack(_ machine: ConnectionStateMachine, _ slot: Int, _ limits: WireLimits) -> String? {
    let state = machine.streams[slot]
    if state.peerEnded { return nil }
    let window = limits.streamWindowBytes
    let lost = window - state.receiveCredit - state.unconsumed
    if lost < max(1, window / 4) { return nil }
    return "the \(machine.role) has kept \(lost) bytes of credit"
  }
}

extension WireLimits {
  /// Bytes of one stream's complete messages that may wait for the application: a window, and a message begun in it.
  var heldBytesMax: Int { streamWindowBytes + messageBytesMax }
}
