/// What can be chosen about a pool.
public struct PoolConfiguration: Sendable {
  /// Which member gets the next call.
  public var policy = PickPolicy.leastRequest
  /// When members are ejected that answer badly; nil = never.
  public var outlierEjection: OutlierEjection? = OutlierEjection()
  /// Asks the members how they are; nil = a member that is connected is called.
  public var healthSource: (any MemberHealthSource)?
  /// Whether connections are made at once; otherwise the first call makes them. After that the pool keeps them.
  public var connectsAtOnce = false
  /// How long the calls of a member that left the list may go on before they are ended, in milliseconds.
  public var drainMilliseconds = 30_000
  /// Calls that may wait for a member to become ready.
  public var waitingCallsMax = 16_384
  /// Most members; what a list has beyond them is left out.
  public var membersMax = 1_000
  /// Pauses before a member is connected to again whose connection did not last. (For a member that cannot be reached
  /// its channel has pauses of its own.)
  public var backoff = Backoff()
  /// Where choices at random begin; nil = anywhere. For tests.
  public var seed: UInt64?

  /// The standard configuration.
  public init() {}

  /// What is wrong with this configuration, each as a sentence; empty when it can be used.
  public var contradictions: [String] {
    var found = (outlierEjection?.contradictions ?? []).map { "outlierEjection: \($0)" }
    func require(_ holds: Bool, _ sentence: String) {
      if !holds { found.append(sentence) }
    }
    require(drainMilliseconds >= 0, "drainMilliseconds is below 0")
    require(waitingCallsMax >= 1, "waitingCallsMax is below 1")
    require((1...10_000).contains(membersMax), "membersMax is not in 1...10000")
    return found
  }
}
