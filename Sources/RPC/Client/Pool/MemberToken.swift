/// Names a member of a pool: a place in its table, and which of the members that had the place one after another.
struct MemberToken: Hashable, Sendable {
  var slot: Int
  var generation: Int
}
