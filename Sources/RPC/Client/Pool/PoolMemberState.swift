/// How a member of a pool stands.
public struct PoolMemberState: Sendable, Hashable {
  /// Its address.
  public var address: PoolAddress
  /// Its connection.
  public var connectivity: Connectivity
  /// What it says of itself; nil = nothing yet. Serving when nobody asks it.
  public var health: MemberHealth?
  /// True while it is not called because its answers were worse than the others'.
  public var isEjected: Bool
  /// True when it has left the list and its last calls are running.
  public var isLeaving: Bool
  /// Calls that have not ended.
  public var callsInFlight: Int
  /// Calls it was given so far.
  public var callCount: Int
}
