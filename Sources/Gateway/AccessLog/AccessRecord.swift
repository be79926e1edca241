import RPC

/// What the access log says of a call: who, what, how it ended and who caused that, and how long it took. Nothing of
/// its content.
struct AccessRecord: Sendable, Equatable {
  /// Who caused an error.
  enum Cause: String, Sendable {
    /// The caller: it gave up, or asked for what it cannot have.
    case client
    /// This gateway.
    case proxy
    /// The service, or the way to it.
    case upstream
  }

  var endedUnixMicroseconds: UInt64
  /// Who called, to count by.
  var caller: String
  /// The connection it came on.
  var peer: String
  /// The method, as it was asked for.
  var method: String
  var code: StatusCode
  /// Nil for a good end.
  var cause: Cause?
  /// Why this gateway ended the call; empty when it was the service that did, whose words may tell of content.
  var reason = ""
  /// What the channel to the process is called that had the call; nil when none had it.
  var target: String?
  /// How often it was tried before, here and by its caller.
  var attempt: UInt8 = 0
  var durationNanoseconds: Int64
  /// From the sending of the call to its end; nil when it was not sent.
  var upstreamNanoseconds: Int64?
  var receivedBytes: UInt64 = 0
  var sentBytes: UInt64 = 0
  /// As the caller wrote it.
  var traceparent = ""
}

extension AccessRecord {
  init(_ call: any ObservedCall, _ end: CallEnd, unixMicroseconds: UInt64) {
    endedUnixMicroseconds = unixMicroseconds
    caller = call.callerKey
    peer = call.peer
    method = call.path
    code = end.code
    cause = AccessRecord.cause(end.source, end.code)
    reason = end.source == .server || end.source == .targetLost ? end.message : ""
    target = call.targetAddress
    attempt = call.attempt
    durationNanoseconds = end.endedNanoseconds - call.startedNanoseconds
    if target != nil { upstreamNanoseconds = end.progress.handlerStartedNanoseconds.map { end.endedNanoseconds - $0 } }
    receivedBytes = end.progress.receivedBytes
    sentBytes = end.progress.sentBytes
    traceparent = call.traceparent
  }

  init(_ refusal: CallRefusal, unixMicroseconds: UInt64) {
    endedUnixMicroseconds = unixMicroseconds
    caller = refusal.callerKey
    peer = refusal.peer
    method = refusal.path
    code = refusal.code
    cause = AccessRecord.cause(.server, refusal.code)
    reason = refusal.message
    durationNanoseconds = refusal.endedNanoseconds - refusal.arrivedNanoseconds
  }

  /// Of what a service says itself the codes tell whose fault it is; what this gateway refuses for another reason than
  /// that it cannot do it is the caller's.
  private static func cause(_ source: CallEndSource, _ code: StatusCode) -> Cause? {
    switch source {
    case .nobody: nil
    case .caller: .client
    case .targetLost: .upstream
    case .target: StatusCode.serverFailures.contains(code) || code == .resourceExhausted ? .upstream : .client
    case .server: code != .unimplemented && StatusCode.serverFailures.contains(code) ? .proxy : .client
    }
  }
}
