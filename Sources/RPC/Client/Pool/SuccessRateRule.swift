/// Ejects members whose share of successful calls in an interval is below mean − factor × standard deviation of all
/// members' shares.
public struct SuccessRateRule: Sendable, Hashable {
  /// How many standard deviations below the mean a member may be.
  public var deviationFactor = 1.9
  /// A member with fewer calls in the interval is not judged.
  public var callsMin = 100
  /// With fewer members that can be judged, none is.
  public var membersMin = 5

  /// The standard rule.
  public init() {}
}
