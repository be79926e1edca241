internal import Wire

/// What a forwarded call remembers in order to be tried with another target, once, if the first certainly did not
/// process it; and to tell how it ended.
struct RelayMove {
  /// Largest OPEN that is copied for that, in bytes. A larger call ends where others move on.
  static let openBytesMax = 65_536

  /// True while the call is being given to its first target.
  var isStarting = false
  /// How that ended, when it ended at once.
  var startFailure: RPCError?
  /// The OPEN's parts are kept.
  var isOpenKept = false
  /// The target has said something of the call.
  var isHeard = false
  /// What came behind the OPEN was passed on.
  var hasPassedFrames = false
  /// It was tried elsewhere already.
  var hasMoved = false
  private var isEndTold = false

  static func isKept(_ open: RelayedOpen) -> Bool {
    open.metadata.count + (open.message?.count ?? 0) <= openBytesMax
  }

  /// What a target's CLOSE says, when that is that it ends and did not look at the call; nil for every other CLOSE.
  /// Overload is not among them: it is not cured by giving the next one more.
  static func refusal(_ status: CloseStatus, by target: @autoclosure () -> String) -> RPCError? {
    guard status.code == StatusCode.unavailable.rawValue, status.flags.contains(.notProcessed),
      !status.flags.contains(.noRetry), status.retryAfterMilliseconds == 0
    else { return nil }
    return RPCError(.unavailable, "\(target()) takes no calls", isNotProcessed: true)
  }

  /// What a target's CLOSE says of it.
  static func end(_ status: CloseStatus) -> RelayEnd {
    let isShed = status.code == StatusCode.resourceExhausted.rawValue && status.flags.contains(.notProcessed)
    return isShed ? .overloaded : .answered
  }

  /// Whether the call may be sent to another target after this.
  func maySend(after error: RPCError) -> Bool {
    !hasMoved && !isHeard && !hasPassedFrames && error.code == .unavailable && error.isNotProcessed
  }

  mutating func takeStartFailure() -> RPCError? {
    defer { startFailure = nil }
    return startFailure
  }

  /// True once: the end is to be told.
  mutating func tellsEnd() -> Bool {
    defer { isEndTold = true }
    return !isEndTold
  }

  /// What an end without CLOSE says of the target.
  func end(_ error: RPCError) -> RelayEnd {
    switch error.code {
    case .unavailable: .lost
    case .deadlineExceeded: isHeard ? .neutral : .overdue
    default: .neutral
    }
  }

  /// What it says of the target that the caller gave up. A caller's clock is ahead of ours by the way of the OPEN, so
  /// most calls whose time runs out are given up by their callers first: nine tenths of the time count as all of it.
  func endOfCancelled(_ prelude: OpenPrelude, _ startedNanoseconds: Int64, _ nowNanoseconds: Int64) -> RelayEnd {
    if isHeard || prelude.timeoutNanoseconds == 0 { return .neutral }
    let spent = UInt64(clamping: nowNanoseconds - startedNanoseconds)
    return spent >= prelude.timeoutNanoseconds / 10 * 9 ? .overdue : .neutral
  }
}
