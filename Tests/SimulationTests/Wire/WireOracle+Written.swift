import Wire

extension WireOracle {
  /// Judges a frame that a side has encoded, in the order of encoding.
  func written(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, by role: ConnectionRole) throws {
    let side = role.index
    inFlight[side].append(WrittenFrame(header: header, bodyOffset: writtenByteCount[side] + FrameHeader.byteCount))
    writtenByteCount[side] += FrameHeader.byteCount + body.count
    let most = peer(of: role).frameBytesMax
    try require(body.count <= most, "the \(role) writes a frame of \(body.count) bytes; its peer accepts \(most)")
    switch header.type {
    case .open: try writtenOpen(header, body, role)
    case .headers: try writtenHeaders(header, role)
    case .data: try writtenData(header, body, role)
    case .close: try writtenClose(header, body, role)
    case .cancel:
      if let stream = stream(header.stream) { noteEnded(stream, at: role) }
    case .credit: try writtenCredit(header, body, role)
    case .ping: try writtenPing(header, body, role)
    case .goAway: hasWrittenGoAway[side] = true
    default: break
    }
  }

  /// The preface, which comes before all frames.
  func writtenPreface(by role: ConnectionRole) {
    writtenByteCount[role.index] += Preface.byteCount
  }

  private func writtenOpen(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ role: ConnectionRole) throws {
    try require(role == .client && header.stream == lastStream, "OPEN of stream \(header.stream) by the \(role)")
    guard let stream = stream(header.stream) else { return }
    stream.flows[0].hasWrittenEnd = header.flags.contains(.endStream)
    if header.flags.contains(.hasMessage) { try writtenWhole(header, body, stream, role) }
  }

  private func writtenHeaders(_ header: FrameHeader, _ role: ConnectionRole) throws {
    let stream = try openStream(header, role)
    try require(!stream.hasAnswerBegun, "HEADERS after HEADERS or DATA on stream \(stream.stream)")
    stream.hasAnswerBegun = true
  }

  private func writtenData(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ role: ConnectionRole) throws {
    let side = role.index
    let stream = try openStream(header, role)
    let flags = header.flags
    let name = "stream \(header.stream)"
    if role == .server { stream.hasAnswerBegun = true }
    try require(!stream.flows[side].hasWrittenEnd, "DATA after END_STREAM on \(name)")
    if flags.contains(.endStream) {
      try require(role == .client, "END_STREAM from the server on \(name)")
      stream.flows[side].hasWrittenEnd = true
    }
    guard flags.contains(.hasMessage) else {
      try require(flags == .endStream && body.isEmpty, "DATA with neither message nor end on \(name)")
      try require(stream.flows[side].writtenBytes < 0, "END_STREAM within a message on \(name)")
      return
    }
    try writtenMessagePart(header, body, stream, side)
  }

  private func writtenMessagePart(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ stream: ModelStream,
    _ side: Int
  ) throws {
    let flags = header.flags
    let name = "stream \(header.stream)"
    let flow = stream.flows[side]
    let isFirst = flow.writtenBytes < 0
    let hasMore = flags.contains(.more)
    try require(flags.contains(.total) == (isFirst && hasMore), "TOTAL where it does not belong on \(name)")
    try require(!(hasMore && flags.contains(.endStream)), "MORE with END_STREAM on \(name)")
    let index = flow.writtenCount
    try require(index < flow.messages.count, "a message that nobody sent on \(name)")
    let message = flow.messages[index]
    try require(flags.contains(.compressed) == (isFirst && message.isCompressed), "COMPRESSED is wrong on \(name)")
    if flags.contains(.total) {
      let total = Int(body.loadUnaligned(as: UInt32.self).byteSwapped)
      try require(total == message.byteCount, "TOTAL is \(total) for \(message.byteCount) bytes on \(name)")
    }
    let fragment = UnsafeRawBufferPointer(rebasing: body[(flags.contains(.total) ? 4 : 0)...])
    try writtenFragment(fragment, message, stream, side)
    try require(
      hasMore ? flow.writtenBytes < message.byteCount : flow.writtenBytes == message.byteCount,
      "the fragments of message \(index) do not add up to its \(message.byteCount) bytes on \(name)"
    )
    if !hasMore {
      flow.writtenBytes = -1
      flow.writtenCount += 1
    }
  }

  private func writtenFragment(
    _ fragment: UnsafeRawBufferPointer,
    _ message: ModelMessage,
    _ stream: ModelStream,
    _ side: Int
  ) throws {
    let offset = max(0, stream.flows[side].writtenBytes)
    try require(
      fragment.count > 0 || message.byteCount == 0,
      "a fragment of 0 bytes on stream \(stream.stream)"
    )
    try require(
      offset + fragment.count <= message.byteCount,
      "more bytes than the message has on stream \(stream.stream)"
    )
    try require(
      PatternBytes.matches(fragment, at: message.patternOffset + offset),
      "wrong bytes at \(offset) of a message on stream \(stream.stream)"
    )
    stream.flows[side].senderCredit -= fragment.count
    try require(
      stream.flows[side].senderCredit >= 0,
      "more sent than credit allows: \(-stream.flows[side].senderCredit) bytes on stream \(stream.stream)"
    )
    stream.flows[side].writtenBytes = offset + fragment.count
  }

  private func writtenClose(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ role: ConnectionRole) throws {
    try require(role == .server, "CLOSE from the client")
    let code = body[0]
    if let index = refusals.firstIndex(of: header.stream) {
      refusals.remove(at: index)
      try require(body[1] & CloseStatus.Flags.notProcessed.rawValue != 0, "a refusal without NOT_PROCESSED")
      stream(header.stream)?.closeCode = code
      return
    }
    let stream = try openStream(header, role)
    let isMidMessage = stream.flows[1].writtenBytes >= 0
    try require(code != 0 || !isMidMessage, "CLOSE with code 0 within a message on stream \(header.stream)")
    if header.flags.contains(.hasMessage) { try writtenWhole(header, body, stream, role) }
    stream.closeCode = code
    noteEnded(stream, at: role)
  }

  /// A message that OPEN or CLOSE carries: whole, and outside of flow control.
  private func writtenWhole(
    _ header: FrameHeader,
    _ body: UnsafeRawBufferPointer,
    _ stream: ModelStream,
    _ role: ConnectionRole
  ) throws {
    let side = role.index
    let index = stream.flows[side].writtenCount
    try require(index < stream.flows[side].messages.count, "a message that nobody sent on stream \(header.stream)")
    let message = stream.flows[side].messages[index]
    let data = UnsafeRawBufferPointer(rebasing: body[Int(header.metaLength)...])
    try require(
      data.count == message.byteCount && PatternBytes.matches(data, at: message.patternOffset),
      "wrong bytes in the message of a \(header.type) on stream \(header.stream)"
    )
    try require(header.flags.contains(.compressed) == message.isCompressed, "COMPRESSED is wrong in \(header.type)")
    stream.flows[side].writtenCount += 1
  }

  private func writtenCredit(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ role: ConnectionRole) throws {
    let stream = try openStream(header, role)
    let side = role.other.index
    let increment = Int(body.loadUnaligned(as: UInt32.self).byteSwapped)
    try require(increment > 0, "CREDIT of 0 on stream \(header.stream)")
    try require(!stream.flows[side].hasEndArrived, "CREDIT after END_STREAM has arrived on stream \(header.stream)")
    let flow = stream.flows[side]
    flow.receiverCredit += increment
    let given = flow.receiverCredit + (stream.isRelay[role.index] ? 0 : flow.unconsumedBytes)
    try require(
      given <= flow.window,
      "credit of \(given) is given on stream \(header.stream); its window is \(flow.window)"
    )
  }

  private func writtenPing(_ header: FrameHeader, _ body: UnsafeRawBufferPointer, _ role: ConnectionRole) throws {
    let opaque = body.loadUnaligned(as: UInt64.self).byteSwapped
    if !header.flags.contains(.acknowledgement) {
      openPings[role.index].append(opaque)
      return
    }
    try require(owedAcknowledgements[role.index].first == opaque, "an answer to a ping that was not asked")
    owedAcknowledgements[role.index].removeFirst()
  }

  private func openStream(_ header: FrameHeader, _ role: ConnectionRole) throws -> ModelStream {
    guard let stream = stream(header.stream), stream.isOpen[role.index] else {
      throw SimulationFailure("the \(role) writes \(header.type) on stream \(header.stream), which is not open")
    }
    return stream
  }
}
