internal import Messages
internal import RPC

/// Makes what is shown of calls.
enum CallSnapshots {
  /// Characters of an error's message that are shown.
  static let messageLengthMax = 300

  /// A call as it is now, or as it ended. Nothing of its content.
  static func snapshot(
    of call: any ObservedCall,
    _ end: CallEnd? = nil,
    nowNanoseconds: Int64,
    unixMicroseconds: UInt64
  ) -> RpcV1.CallSnapshot {
    let started = call.startedNanoseconds
    let last = end?.endedNanoseconds ?? nowNanoseconds
    let progress = end?.progress ?? call.progress
    var snapshot = RpcV1.CallSnapshot()
    snapshot.method = call.path
    snapshot.peer = call.peer
    snapshot.stream = call.stream
    let age = microseconds(from: started, to: nowNanoseconds)
    snapshot.startedUnixMicroseconds = unixMicroseconds > age ? unixMicroseconds - age : 0
    snapshot.durationMicroseconds = microseconds(from: started, to: last)
    if let deadline = call.deadlineNanoseconds {
      snapshot.timeLeftMicroseconds = microseconds(from: last, to: deadline)
    }
    snapshot.running = end == nil
    snapshot.code = UInt32(end?.code.rawValue ?? 0)
    snapshot.message = shortened(end?.message ?? "")
    snapshot.traceID = traceID(call.traceparent)
    snapshot.attempt = UInt32(call.attempt)
    snapshot.receivedMessages = progress.receivedMessages
    snapshot.sentMessages = progress.sentMessages
    snapshot.timeline = timeline(started, progress, isRelayed: call.isRelayed, end)
    return snapshot
  }

  /// A call that was refused.
  static func snapshot(of refusal: CallRefusal, unixMicroseconds: UInt64) -> RpcV1.CallSnapshot {
    var snapshot = RpcV1.CallSnapshot()
    snapshot.method = refusal.path
    snapshot.peer = refusal.peer
    snapshot.stream = refusal.stream
    let duration = microseconds(from: refusal.arrivedNanoseconds, to: refusal.endedNanoseconds)
    snapshot.startedUnixMicroseconds = unixMicroseconds > duration ? unixMicroseconds - duration : 0
    snapshot.durationMicroseconds = duration
    snapshot.code = UInt32(refusal.code.rawValue)
    snapshot.message = shortened(refusal.message)
    snapshot.timeline = [event("ended", duration)]
    return snapshot
  }

  private static func timeline(
    _ started: Int64,
    _ progress: CallProgress,
    isRelayed: Bool,
    _ end: CallEnd?
  ) -> [RpcV1.TimelineEvent] {
    var events: [RpcV1.TimelineEvent] = []
    func add(_ name: String, _ nanoseconds: Int64) {
      events.append(event(name, microseconds(from: started, to: nanoseconds)))
    }
    if let started = progress.handlerStartedNanoseconds { add(isRelayed ? "sent on" : "handler started", started) }
    if let first = progress.firstResponseNanoseconds { add("first response", first) }
    if let end { add("ended", end.endedNanoseconds) }
    return events
  }

  private static func event(_ name: String, _ atMicroseconds: UInt64) -> RpcV1.TimelineEvent {
    var event = RpcV1.TimelineEvent()
    event.atMicroseconds = atMicroseconds
    event.event = name
    return event
  }

  private static func microseconds(from start: Int64, to end: Int64) -> UInt64 {
    UInt64(max(0, end - start)) / 1_000
  }

  private static func shortened(_ message: String) -> String {
    message.utf8.count <= messageLengthMax ? message : message.prefix(messageLengthMax) + "…"
  }

  /// The trace id of a W3C traceparent ("00-TRACE-SPAN-FLAGS"); empty when it has none.
  static func traceID(_ traceparent: String) -> String {
    let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[1].utf8.count == 32, parts[1].allSatisfy(\.isHexDigit) else { return "" }
    return String(parts[1])
  }
}
