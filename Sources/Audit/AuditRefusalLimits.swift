/// How much of the audit log refused calls may fill. A test sets the limits low, so that they are easy to hit.
public struct AuditRefusalLimits: Sendable {
  /// Time for which refusals are collected before they are written; those of one caller, method and status become one
  /// entry.
  public var interval = Duration.seconds(10)
  /// Entries that one interval adds at most.
  public var entriesPerIntervalMax = 32
  /// Entries that one day adds at most. What is left out is counted.
  public var entriesPerDayMax = 2_000

  /// The defaults.
  public init() {}
}
