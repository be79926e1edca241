/// How a peer behaves on a connection, as far as frames are concerned that cost this side work and the peer nothing:
/// no stream, no credit. Each kind has a rate that no well-behaved peer reaches, since what it sends of them answers
/// work that was done: cancellations are weighed against calls that were answered, CREDIT against DATA that was sent.
/// What does nothing at all has a rate by time alone.
public struct PeerConduct: Sendable {
  /// CREDIT frames that one DATA frame explains. One would do, if none were ever split.
  public static let creditsPerDataFrame = 4

  private var pings: RateCap
  private var credits: RateCap
  private var cancellations: RateCap
  private var relayedCancellations: RateCap
  private var idleFrames: RateCap
  private var relayedIdleFrames: RateCap
  private var weighedDataFrameCount: UInt64 = 0
  private var weighedCloseCount: UInt64 = 0

  /// Nothing was received yet.
  public init(limits: WireLimits, nowNanoseconds: Int64) {
    pings = RateCap(limits.pingRate, nowNanoseconds: nowNanoseconds)
    credits = RateCap(limits.creditRate, nowNanoseconds: nowNanoseconds)
    cancellations = RateCap(limits.cancelRate, nowNanoseconds: nowNanoseconds)
    relayedCancellations = RateCap(limits.relayedCancelRate, nowNanoseconds: nowNanoseconds)
    idleFrames = RateCap(limits.idleFrameRate, nowNanoseconds: nowNanoseconds)
    relayedIdleFrames = RateCap(limits.relayedIdleFrameRate, nowNanoseconds: nowNanoseconds)
  }

  /// A PING or GOAWAY came.
  public mutating func receivedPing(nowNanoseconds: Int64) -> WireViolation? {
    if pings.take(nowNanoseconds: nowNanoseconds) { return nil }
    return WireViolation(.pingFlood, "PING and GOAWAY come faster than \(PeerConduct.text(pings.limit))")
  }

  /// CREDIT for an open stream came.
  /// - Parameter dataFrameCount: DATA frames that were sent on the connection so far.
  public mutating func receivedCredit(dataFrameCount: UInt64, nowNanoseconds: Int64) -> WireViolation? {
    // The clamp keeps the product in range; a bucket holds less.
    let newFrameCount = Int(min(dataFrameCount - weighedDataFrameCount, UInt64(Int32.max)))
    credits.earn(newFrameCount * PeerConduct.creditsPerDataFrame)
    weighedDataFrameCount = dataFrameCount
    if credits.take(nowNanoseconds: nowNanoseconds) { return nil }
    return WireViolation(
      .creditFlood,
      "CREDIT comes faster than \(PeerConduct.text(credits.limit)), "
        + "beside \(PeerConduct.creditsPerDataFrame) for each DATA frame sent"
    )
  }

  /// The peer gave up a call that was open.
  /// - Parameters:
  ///   - isRelayed: whether the call had passed a proxy.
  ///   - closeCount: calls that were answered on the connection so far.
  public mutating func cancelled(isRelayed: Bool, closeCount: UInt64, nowNanoseconds: Int64) -> WireViolation? {
    let answeredCount = Int(clamping: closeCount - weighedCloseCount)
    weighedCloseCount = closeCount
    cancellations.earn(answeredCount)
    relayedCancellations.earn(answeredCount)
    let isAllowed =
      isRelayed
      ? relayedCancellations.take(nowNanoseconds: nowNanoseconds)
      : cancellations.take(nowNanoseconds: nowNanoseconds)
    if isAllowed { return nil }
    let limit = isRelayed ? relayedCancellations.limit : cancellations.limit
    return WireViolation(
      .cancelFlood,
      "calls are cancelled faster than \(PeerConduct.text(limit)), beside one for each call answered"
    )
  }

  /// A frame came that does nothing: it was skipped, or is a message of no bytes.
  /// - Parameter isRelayed: whether the call it is for had passed a proxy.
  public mutating func receivedIdleFrame(isRelayed: Bool, nowNanoseconds: Int64) -> WireViolation? {
    let isAllowed =
      isRelayed
      ? relayedIdleFrames.take(nowNanoseconds: nowNanoseconds)
      : idleFrames.take(nowNanoseconds: nowNanoseconds)
    if isAllowed { return nil }
    let limit = isRelayed ? relayedIdleFrames.limit : idleFrames.limit
    return WireViolation(.idleFlood, "frames that do nothing come faster than \(PeerConduct.text(limit))")
  }

  private static func text(_ limit: RateLimit) -> String {
    "\(limit.perSecond) a second after the first \(limit.burst)"
  }
}
