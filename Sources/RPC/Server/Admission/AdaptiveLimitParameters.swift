/// How an adaptive concurrency limit behaves. The standard values are generous: a service that answers within
/// `latencyFloorMilliseconds`, or has no more than `limitMin` calls running, is never held back.
public struct AdaptiveLimitParameters: Hashable, Sendable {
  /// The limit never falls below this many running calls; 1 or more.
  public var limitMin = 32
  /// It never rises above this; at least `limitMin`, at most 65536.
  public var limitMax = 16_384
  /// What it is before anything was measured; between the two.
  public var limitInitial = 1_024

  /// Shortest time over which latencies are summed up before the limit moves, in milliseconds; 10 to 10000. Slow calls
  /// make it longer: twice their latency, so that what a move brings about is seen before the next one.
  public var windowMilliseconds = 250
  /// Fewest calls that say anything about latency; 8 to 10000.
  public var windowSampleCountMin = 64

  /// Latencies up to this are no sign of overload, in milliseconds; 0 to 60000.
  public var latencyFloorMilliseconds = 50
  /// What the median latency under load may be, as a multiple of the latency without load; 1.1 to 10.
  public var tolerance = 1.5

  /// Time between two measurements of the latency without load, in seconds; 5 to 3600. They halve the limit for
  /// moments, and are made only while the limit is in use and latency is above the floor.
  public var measuringIntervalSeconds = 30
  /// Up to this part of the interval is added to it, at random, so that servers do not measure at the same time; 0 to
  /// 1.
  public var measuringJitter = 0.2

  /// Shortest and longest pause that a refused caller is told, in milliseconds; 1 to 60000. Between them it is as long
  /// as the work that waits is likely to take.
  public var retryAfterMilliseconds = 10...2_000

  /// The values that servers start with.
  public static let standard = AdaptiveLimitParameters()

  /// The standard values.
  public init() {}

  /// A limit that never moves.
  static func fixed(_ limit: Int) -> AdaptiveLimitParameters {
    var parameters = AdaptiveLimitParameters()
    parameters.limitMin = limit
    parameters.limitMax = limit
    parameters.limitInitial = limit
    return parameters
  }

  /// What is wrong with these values, each as a sentence; empty when they can be used.
  public var contradictions: [String] {
    var found: [String] = []
    func require(_ holds: Bool, _ sentence: String) {
      if !holds { found.append(sentence) }
    }
    require((1...65_536).contains(limitMin), "limitMin is not in 1...65536")
    require((limitMin...max(limitMin, 65_536)).contains(limitMax), "limitMax is not in limitMin...65536")
    require((limitMin...max(limitMin, limitMax)).contains(limitInitial), "limitInitial is not in limitMin...limitMax")
    require((10...10_000).contains(windowMilliseconds), "windowMilliseconds is not in 10...10000")
    require((8...10_000).contains(windowSampleCountMin), "windowSampleCountMin is not in 8...10000")
    require((0...60_000).contains(latencyFloorMilliseconds), "latencyFloorMilliseconds is not in 0...60000")
    require((1.1...10).contains(tolerance), "tolerance is not in 1.1...10")
    require((5...3_600).contains(measuringIntervalSeconds), "measuringIntervalSeconds is not in 5...3600")
    require((0...1).contains(measuringJitter), "measuringJitter is not in 0...1")
    let retry = retryAfterMilliseconds
    require(
      retry.lowerBound >= 1 && retry.upperBound <= 60_000,
      "retryAfterMilliseconds is not within 1...60000"
    )
    return found
  }
}
