import TestSupport
import Wire

/// What one seed's run is like: the limits of both sides and the mood of network and applications. Drawn anew for each
/// seed, so that a thousand seeds are a thousand different weathers and not a thousand days of the same.
struct WireProfile {
  /// The client's limits and the server's.
  let limits: [WireLimits]
  /// Operations to do before everything is brought to its end.
  let stepCount: Int
  /// How often each operation is chosen, beside the others; by the operation's raw value.
  let weights: [Int]
  /// Most bytes the network delivers at once.
  let chunkBytesMax: Int
  /// Bytes on their way in one direction at which its writer has to wait.
  let linkBytesMax: Int
  /// Encoded bytes that wait at a side at which its application encodes no more messages.
  let outboundBytesMax: Int
  /// The step at which the connection is lost.
  let lossStep: Int?
  /// The step at which the server announces the connection's end.
  let goAwayStep: Int?
  /// Largest credit a client gives to a response.
  let responseCreditMax: Int
  /// How many of 100 streams have a relay at their ends instead of an application.
  let relayPercent: Int
  /// How many of 100 messages are larger than their receiver accepts.
  let oversizePercent: Int

  /// The number before the first stream's.
  let numbersStart: UInt32
  /// How many of 100 times the client leaves stream numbers out.
  let skipPercent: Int

  init(_ random: inout SeededGenerator) {
    // Many streams at once, and little else, in some.
    let isCrowded = random.chance(15)
    let assumed = WireProfile.assumedPeer(isCrowded, &random)
    limits = [WireProfile.limits(assumed, isCrowded, &random), WireProfile.limits(assumed, isCrowded, &random)]
    stepCount = random.within(50, 1000)
    weights = WireOperation.allCases.map { operation in
      operation.weight * (isCrowded && operation == .open ? 60 : random.pick([1, 4, 4, 4, 4, 16]))
    }
    chunkBytesMax = random.pick([3, 20, 80, 300, 4000])
    linkBytesMax = random.pick([64, 500, 100_000])
    outboundBytesMax = random.pick([1, 300, 2000])
    lossStep = random.chance(20) ? random.below(stepCount) : nil
    goAwayStep = random.chance(30) ? random.below(stepCount) : nil
    responseCreditMax = random.pick([16, 100, 700])
    relayPercent = random.pick([0, 20, 80])
    // All numbers can be used, also the last one.
    numbersStart = random.chance(10) ? UInt32.max - 2 * UInt32(random.within(0, 20)) : 0
    skipPercent = random.pick([0, 0, 50])
    oversizePercent = random.pick([0, 0, 4])
  }

  private static func assumedPeer(_ isCrowded: Bool, _ random: inout SeededGenerator) -> PeerSettings {
    let frameBytesMax = random.pick([64, 100, 256])
    return PeerSettings(
      frameBytesMax: frameBytesMax,
      messageBytesMax: random.within(frameBytesMax, 1024),
      streamsMax: isCrowded ? 100 : random.pick([1, 2, 4, 12]),
      streamWindowBytes: random.pick([16, 100, 512])
    )
  }

  /// Limits of one side that keep what a peer may assume. A window of more than four times the assumed one is left out:
  /// credit is given in steps of a quarter window, which a peer that knows only a smaller window could not use up.
  private static func limits(_ assumed: PeerSettings, _ isCrowded: Bool, _ random: inout SeededGenerator) -> WireLimits
  {
    var limits = WireLimits.standard
    limits.assumedPeer = assumed
    limits.frameBytesMax = assumed.frameBytesMax + (random.chance(50) ? 0 : random.below(200))
    limits.messageBytesMax = max(assumed.messageBytesMax, limits.frameBytesMax) + (random.chance(50) ? 0 : 100)
    limits.streamsMax = isCrowded ? 100 : random.pick([1, 2, 4, 12])
    limits.streamWindowBytes = assumed.streamWindowBytes * random.pick([1, 1, 2, 4])
    limits.acceptsCompressed = random.chance(70)
    return limits
  }
}
