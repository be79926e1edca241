import TestSupport
import Wire

/// The end of a run: what must be true when everybody has done what there was to do.
extension WireSimulation {
  /// Rounds in which everything moves at least once; a message of 1 KiB with a credit of 1 byte needs the most.
  private static let roundsMax = 5000

  func bringToEnd() throws {
    isActive = false
    note("nothing new begins")
    if isLost {
      try checkDelivered()
      return
    }
    for index in links.indices { links[index].pauseSteps = 0 }
    client.stalledSteps = 0
    server.stalledSteps = 0
    try settle()
    try checkSettled()
    try endStreams()
    try settle()
    try checkEnded()
  }

  /// Sends, takes and delivers until nothing moves any more.
  private func settle() throws {
    for _ in 0..<WireSimulation.roundsMax {
      let before = progressMark
      for end in [client, server] {
        for call in end.calls {
          if call.outgoing != nil { try send(call, end) }
          try consume(call, end)
        }
        try flush(end, all: true)
        try deliver(to: endpoint(end.role.other), byteCountMax: .max)
      }
      if progressMark == before { return }
    }
    throw SimulationFailure("no end after \(WireSimulation.roundsMax) rounds")
  }

  /// Changes with everything that moves.
  private var progressMark: [Int] {
    [
      oracle.inFlight[0].count, oracle.inFlight[1].count, links[0].arrivedByteCount, links[1].arrivedByteCount,
      client.outbound.count, server.outbound.count,
    ]
  }

  /// All is sent, taken and delivered, and streams are still open: no byte of credit may be missing anywhere.
  private func checkSettled() throws {
    for end in [client, server] {
      try require(end.outbound.isEmpty && end.reader.gatheredByteCount == 0, "bytes are left over at the \(end.role)")
      try require(end.machine.hasPeerHello, "the \(end.role) has not heard the peer's HELLO")
      try require(oracle.openPings[end.role.index].isEmpty, "a ping of the \(end.role) was not answered")
      for call in end.calls {
        try require(call.outgoing == nil, "stream \(call.stream) is stuck in a message at the \(end.role)")
        try require(call.waiting.isEmpty && call.receivedBytes == 0, "stream \(call.stream) is stuck in receiving")
      }
      for index in 0..<oracle.streams.count {
        let stream = oracle.streams[index]
        try require(stream.isOpen[0] == stream.isOpen[1], "stream \(stream.stream) is open at one side only")
        if stream.isOpen[0] { try checkCredit(stream, receiver: end) }
      }
    }
  }

  private func checkCredit(_ stream: ModelStream, receiver: SimulatedEndpoint) throws {
    let sender = endpoint(receiver.role.other)
    let flow = stream.flows[sender.role.index]
    let given = receiver.machine.receiveCredit(slot: stream.slots[receiver.role.index])
    let held = sender.machine.sendCredit(slot: stream.slots[sender.role.index])
    try require(
      given == held + flow.surplus,
      "\(given - held - flow.surplus) bytes of credit are lost on the way to the \(sender.role) of \(stream.stream)"
    )
    if flow.hasEndArrived { return }
    let missing = flow.window - given
    let allowed = stream.isRelay[receiver.role.index] ? 0 : flow.step - 1
    try require(
      missing <= allowed,
      "\(missing) bytes of credit have leaked on stream \(stream.stream) at the \(receiver.role)"
    )
  }

  /// Every stream comes to its end in one of the ways there are.
  private func endStreams() throws {
    note("every stream is ended")
    for call in client.calls {
      if random.chance(20) { try cancel(call, client) } else if random.chance(70) { try endStream(call) }
    }
    if random.chance(50) { try settle() }
    for call in server.calls {
      if random.chance(10) { try cancel(call, server) } else { try close(call) }
    }
    for call in client.calls where random.chance(10) { try cancel(call, client) }
  }

  private func checkEnded() throws {
    for end in [client, server] {
      let count = end.machine.openStreamCount
      try require(
        count == 0 && end.calls.isEmpty,
        "\(max(count, end.calls.count)) streams are stuck at the \(end.role)"
      )
      try require(end.machine.openSlots.isEmpty, "slots are in use at the \(end.role) without a stream")
      try require(end.outbound.isEmpty && end.reader.gatheredByteCount == 0, "bytes are left over at the \(end.role)")
    }
    for side in 0..<2 {
      try require(
        oracle.arrivedFrameCount[side] == oracle.inFlight[side].count,
        "frames have not arrived: \(oracle.inFlight[side].count - oracle.arrivedFrameCount[side])"
      )
    }
    try require(oracle.refusals.isEmpty, "refused calls were not answered: \(oracle.refusals)")
    try checkDelivered()
  }

  /// Where a side has ended well, every message of it has arrived.
  private func checkDelivered() throws {
    for stream in oracle.streams {
      for flow in stream.flows {
        try require(flow.arrivedCount <= flow.writtenCount, "a message arrived twice on stream \(stream.stream)")
      }
      let toServer = stream.flows[0]
      if toServer.hasEndArrived && !toServer.hasFailed {
        try require(toServer.arrivedCount == toServer.messages.count, "a request is missing on stream \(stream.stream)")
      }
      let toClient = stream.flows[1]
      if stream.closeCode == 0 && stream.hasCloseArrived && !toClient.hasFailed {
        try require(
          toClient.arrivedCount == toClient.messages.count,
          "an answer is missing on stream \(stream.stream)"
        )
      }
    }
  }
}
