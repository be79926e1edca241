import TestSupport

@testable import RPC
@testable import Wire

/// What one seed's run is like: limits, network, crowd and luck, drawn anew for each seed.
struct RuntimeProfile {
  let limits: WireLimits
  let serverLimits: ServerLimits
  let clientCount: Int
  let callCount: Int
  /// Nothing fails, nobody gives up, and there is room for everything: each call has to end well.
  let isCalm: Bool
  /// How many times of 1,000 something goes wrong between two events.
  let faultPermille: Int
  /// How many times of 100 a call is started between two events, while there are calls left.
  let startPercent: Int
  let timePercent: Int
  let timeStepMaxNanoseconds: Int
  /// Most bytes that arrive at once.
  let pieceBytesMax: Int
  /// Bytes on their way in one direction at which its writer has to wait.
  let pipeBytesMax: Int
  /// How many attempts to connect of 100 fail.
  let refusedPercent: Int
  /// How many of 100 callers set a deadline.
  let deadlinePercent: Int
  /// How many of 100 callers give up some time.
  let givingUpPercent: Int
  /// Who repeats unary calls above the channel, if anybody does.
  let repetition: Repetition

  init(_ random: inout SeededGenerator) {
    isCalm = random.chance(20)
    clientCount = random.pick([1, 1, 2])
    callCount = random.within(2, 16)
    limits = RuntimeProfile.limits(isCalm, &random)
    var server = ServerLimits.standard
    if !isCalm {
      server.concurrency = random.pick([.off, .fixed(1), .fixed(3), .standard])
      server.runningHandlersMax = random.pick([2, 6, 1_000])
      server.requestBytesMax = random.pick([4_096, 8_192, 1_000_000])
      server.answerBytesMax = random.pick([4_096, 8_192, 1_000_000])
    } else {
      server.concurrency = .off
    }
    serverLimits = server
    faultPermille = isCalm ? 0 : random.pick([0, 3, 10, 30])
    startPercent = random.pick([2, 10, 100])
    timePercent = random.pick([0, 2, 10])
    timeStepMaxNanoseconds = random.pick([10_000, 1_000_000, 5_000_000])
    pieceBytesMax = random.pick([16, 60, 300, 5_000])
    pipeBytesMax = random.pick([40, 400, 100_000])
    refusedPercent = isCalm ? 0 : random.pick([0, 0, 30])
    deadlinePercent = isCalm ? 0 : random.pick([0, 20, 60])
    givingUpPercent = isCalm ? 0 : random.pick([0, 20, 60])
    repetition = random.pick([.none, .none, .retry(RetryPolicy()), RuntimeProfile.hedging(&random)])
  }

  private static func hedging(_ random: inout SeededGenerator) -> Repetition {
    var policy = HedgingPolicy()
    policy.attemptsMax = random.within(2, 3)
    policy.delayMilliseconds = random.pick([0, 1, 20])
    return .hedging(policy)
  }

  /// Small limits that both sides have, so that what is assumed of a peer is what it announces, save how many streams
  /// it takes: that, a client may be surprised by.
  private static func limits(_ isCalm: Bool, _ random: inout SeededGenerator) -> WireLimits {
    var limits = WireLimits.tiny
    limits.frameBytesMax = random.pick([160, 256])
    limits.streamWindowBytes = random.pick([64, 200, 512])
    limits.streamsMax = random.pick([1, 2, 4, 8])
    limits.assumedPeer = PeerSettings(
      frameBytesMax: limits.frameBytesMax,
      messageBytesMax: limits.messageBytesMax,
      streamsMax: isCalm ? limits.streamsMax : random.pick([limits.streamsMax, 8]),
      streamWindowBytes: limits.streamWindowBytes
    )
    limits.waitingCallsMax = isCalm ? 100 : random.pick([2, 5, 100])
    limits.runningHandlersMax = isCalm ? 100 : random.pick([1, 3, 8])
    limits.assemblyBytesMax = isCalm ? 100_000 : random.pick([1_024, 2_048])
    limits.outboundBatchBytes = random.pick([256, 512, 4_096])
    limits.outboundBytesMax = isCalm ? 100_000 : random.pick([512, 4_096])
    limits.outboundBytesCeiling = isCalm ? 200_000 : limits.outboundBytesMax * 4
    limits.acceptsCompressed = random.chance(50)
    return limits
  }
}
