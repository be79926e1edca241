/// A call that waits for a member of a pool.
struct PoolWaiter: Sendable {
  /// A member to call, with its name.
  typealias Picked = (member: PoolMember, token: MemberToken)

  /// Whether it also waits while no member can be reached.
  let isPatient: Bool
  let trail: AttemptTrail?
  /// Told the end of the waiting, once.
  let resolve: @Sendable (Result<Picked, RPCError>) -> Void
  /// Ends the waiting when the call's time is over.
  var timer: (any LoopTimer)?
}
