internal import Logging
internal import RPC
internal import Wire

/// Says which connections were closed for want of a peer to be talked to. Each has its line while there are few; when
/// there are many, which strangers can bring about as fast as they like, the next line says how many were left out. All
/// are counted in the metrics.
///
/// Unchecked: touched on the server's loop only.
final class UnsecuredLog: @unchecked Sendable {
  /// Lines, on average and at once.
  static let limit = RateLimit(perSecond: 5, burst: 50)

  private let driver: any LoopDriver
  private let observer: (any ServerObserver)?
  private let logger: Logger
  private var cap: RateCap
  private var leftOutCount = 0

  init(driver: any LoopDriver, observer: (any ServerObserver)?, logger: Logger) {
    self.driver = driver
    self.observer = observer
    self.logger = logger
    cap = RateCap(UnsecuredLog.limit, nowNanoseconds: driver.nowNanoseconds)
  }

  func note(_ peer: String, _ error: SocketError) {
    let failure = error.handshakeFailure ?? .other
    observer?.connectionNotSecured(reason: failure.rawValue)
    guard cap.take(nowNanoseconds: driver.nowNanoseconds) else {
      leftOutCount += 1
      return
    }
    var metadata: Logger.Metadata = [
      "peer": "\(peer)", "reason": "not_secured", "cause": "\(failure.rawValue)", "detail": "\(error.message)",
    ]
    if leftOutCount > 0 { metadata["left_out"] = "\(leftOutCount)" }
    leftOutCount = 0
    logger.info("connection closed", metadata: metadata)
  }
}
