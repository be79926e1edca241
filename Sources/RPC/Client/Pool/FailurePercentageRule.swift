/// Ejects members of whose calls in an interval a fixed share failed, whatever the others do.
public struct FailurePercentageRule: Sendable, Hashable {
  /// Failed calls from which on a member is ejected, in percent.
  public var failedPercentMin = 85
  /// A member with fewer calls in the interval is not judged.
  public var callsMin = 50
  /// With fewer members that can be judged, none is.
  public var membersMin = 5

  /// The standard rule.
  public init() {}
}
