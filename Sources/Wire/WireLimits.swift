/// Every limit of a connection, with its unit in its name. `standard` is for programs, `tiny` makes limits easy to
/// reach in tests. What is announced to the peer in HELLO is marked so.
public struct WireLimits: Hashable, Sendable {
  /// Most a frame's length field may say, whatever is negotiated.
  public static let frameBytesCeiling = 1 << 20
  /// Least that a side may announce as its largest frame.
  public static let frameBytesMin = 64
  /// The one compressor of version 1, as HELLO names it: zlib streams (RFC 1950).
  public static let compressorName = "zlib"
  /// Most bytes a HELLO may have.
  public static let helloBytesMax = 65_536
  /// Credit is given back at the latest when this much of it can be.
  public static let creditStepBytesMax = 65_536
  /// Most metadata a frame may carry, in bytes.
  public static let metaBytesMax = 8192
  /// A credit window never grows above this, in bytes.
  public static let windowBytesCeiling = Int(Int32.max)

  /// Announced: largest frame accepted, in bytes after the header.
  /// More than the 65,536 that a peer may assume: a message of 64 KiB of content fits with what is around it, and is
  /// encoded in place instead of being cut in two.
  public var frameBytesMax = 69_632
  /// Announced: largest message accepted, in bytes.
  public var messageBytesMax = 4_194_304
  /// Announced: streams that the peer may have open at once.
  public var streamsMax = 1024
  /// Announced: credit that each stream starts with towards this side, in bytes. A client also puts it into each OPEN.
  public var streamWindowBytes = 262_144
  /// Announced: silence after which this side pings, in milliseconds; 0 = never.
  public var pingIntervalMilliseconds = 30_000

  /// Announced: whether this side can undo the compression of messages (zlib).
  public var acceptsCompressed = true

  /// What holds for the peer until its HELLO arrives. The protocol's defaults; another value is for tests in which both
  /// sides use it.
  public var assumedPeer = PeerSettings()

  /// Silence after a ping that ends the connection, in milliseconds.
  public var pingTimeoutMilliseconds = 20_000
  /// Time a new connection has to send its preface and HELLO, in milliseconds.
  public var handshakeTimeoutMilliseconds = 9_000
  /// Time in which a frame that was begun has to be there as a whole, in milliseconds. Whoever sends a byte now and
  /// then is alive as far as pings go, and would hold its memory for ever.
  public var frameTimeoutMilliseconds = 9_000
  /// Time to wait for the answer to the ping that separates the two phases of a graceful end, in milliseconds.
  public var drainPingTimeoutMilliseconds = 1_000

  /// Handlers that may run at once for one connection, those of cancelled calls included.
  public var runningHandlersMax = 1024
  /// Bytes of requests of one connection that are being put together at once.
  public var assemblyBytesMax = 33_554_432
  /// Bytes that may wait for the peer to read them; beyond that, new calls are refused.
  public var outboundBytesMax = 16_777_216
  /// Bytes that may wait for the peer to read them; beyond that, the connection is closed.
  public var outboundBytesCeiling = 50_331_648
  /// Bytes handed to the transport at once before data frames wait for their next turn.
  public var outboundBatchBytes = 262_144
  /// PING and GOAWAY that a peer may send. A well-behaved one pings when it has heard nothing for an interval.
  public var pingRate = RateLimit(perSecond: 10, burst: 100)
  /// CREDIT that a peer may send beside `PeerConduct.creditsPerDataFrame` for each DATA frame it was sent.
  public var creditRate = RateLimit(perSecond: 1_000, burst: 4_096)
  /// Calls that a peer may give up beside one for each call that was answered. The burst is well above `streamsMax`:
  /// whoever drops all its calls at once does no harm.
  public var cancelRate = RateLimit(perSecond: 1_000, burst: 4_096)
  /// The same for calls that have passed a proxy, counted apart: a proxy sends what many callers give up, and holds
  /// each of them to `cancelRate` itself.
  public var relayedCancelRate = RateLimit(perSecond: 20_000, burst: 65_536)
  /// Frames that do nothing: of types that are not known and may be skipped, messages of no bytes, frames of streams
  /// that are over. The burst is well above what a peer has under way when many of its streams end at once.
  public var idleFrameRate = RateLimit(perSecond: 10_000, burst: 16_384)
  /// The same for a peer that is a proxy, whose clients' frames come together, as with `relayedCancelRate`: it holds
  /// each of them to `idleFrameRate` itself.
  public var relayedIdleFrameRate = RateLimit(perSecond: 200_000, burst: 1_048_576)
  /// Calls of a client that may wait for a connection or for a free stream.
  public var waitingCallsMax = 16_384

  /// The limits that programs start with.
  public static let standard = WireLimits()

  /// Small limits, for both sides of a connection in a test.
  public static let tiny: WireLimits = {
    var limits = WireLimits()
    limits.frameBytesMax = 256
    limits.messageBytesMax = 1024
    limits.streamsMax = 4
    limits.streamWindowBytes = 512
    limits.runningHandlersMax = 4
    limits.assemblyBytesMax = 2048
    limits.outboundBytesMax = 4096
    limits.outboundBytesCeiling = 16_384
    limits.outboundBatchBytes = 512
    limits.waitingCallsMax = 8
    limits.assumedPeer = PeerSettings(
      frameBytesMax: 256,
      messageBytesMax: 1024,
      streamsMax: 4,
      streamWindowBytes: 512
    )
    return limits
  }()

  /// The same for the channels of a relay: what comes in one frame from there goes on in one, to any caller, since no
  /// larger frame is taken than everybody takes.
  public var ofRelay: WireLimits {
    var limits = self
    limits.frameBytesMax = assumedPeer.frameBytesMax
    return limits
  }

  init() {}

  /// What is wrong with these limits, each as a sentence; empty when they can be used together. A peer that has not
  /// seen our HELLO relies on the assumed values, so an announced size is never below its assumed one.
  public var contradictions: [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ sentence: String) {
      if !holds { found.append(sentence) }
    }
    require(frameBytesMax <= WireLimits.frameBytesCeiling, "frameBytesMax is above \(WireLimits.frameBytesCeiling)")
    require(frameBytesMax >= assumedPeer.frameBytesMax, "frameBytesMax is below what a peer may assume")
    require(frameBytesMax >= WireLimits.frameBytesMin, "frameBytesMax is below \(WireLimits.frameBytesMin)")
    require(messageBytesMax >= assumedPeer.messageBytesMax, "messageBytesMax is below what a peer may assume")
    require(messageBytesMax >= frameBytesMax, "messageBytesMax is below frameBytesMax")
    require(messageBytesMax <= Int(Int32.max), "messageBytesMax is above 2^31-1")
    require(streamWindowBytes >= assumedPeer.streamWindowBytes, "streamWindowBytes is below what a peer may assume")
    require(streamWindowBytes <= WireLimits.windowBytesCeiling, "streamWindowBytes is above 2^31-1")
    require(streamWindowBytes >= 4, "streamWindowBytes is below 4")
    require((1...65_536).contains(streamsMax), "streamsMax is not in 1...65536")
    require((1...65_536).contains(runningHandlersMax), "runningHandlersMax is not in 1...65536")
    require(assemblyBytesMax >= messageBytesMax, "assemblyBytesMax is below messageBytesMax")
    require(outboundBytesMax >= frameBytesMax, "outboundBytesMax is below frameBytesMax")
    require(outboundBytesCeiling >= 2 * outboundBytesMax, "outboundBytesCeiling is below twice outboundBytesMax")
    require(outboundBatchBytes >= frameBytesMax, "outboundBatchBytes is below frameBytesMax")
    let rates = [
      ("pingRate", pingRate), ("creditRate", creditRate), ("cancelRate", cancelRate),
      ("relayedCancelRate", relayedCancelRate), ("idleFrameRate", idleFrameRate),
      ("relayedIdleFrameRate", relayedIdleFrameRate),
    ]
    for (name, rate) in rates {
      require((0...1_000_000).contains(rate.perSecond), "\(name) is not 0...1000000 a second")
      require((1...1_000_000_000).contains(rate.burst), "\(name) has a burst that is not in 1...1000000000")
    }
    require(waitingCallsMax >= 1, "waitingCallsMax is below 1")
    require(handshakeTimeoutMilliseconds >= 1, "handshakeTimeoutMilliseconds is below 1")
    require(frameTimeoutMilliseconds >= 1, "frameTimeoutMilliseconds is below 1")
    require(pingTimeoutMilliseconds >= 1, "pingTimeoutMilliseconds is below 1")
    return found
  }
}
