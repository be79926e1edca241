/// Asks members of a pool how they are. The pool calls no member that says it is not serving, or that has not said
/// anything yet.
public protocol MemberHealthSource: Sendable {
  /// Watches a member for as long as its connection lasts: calls `update` with its health, at once and after each
  /// change. Returns when there will be no more changes, and what was said last then holds: a member that cannot be
  /// asked is told to be serving. Cancelled when the connection is lost.
  /// - Throws: why the member could not be watched. What it said before holds until the watch, which the pool begins
  ///   again after a pause, says something else; while it has said nothing it is not called.
  func watch(
    _ channel: any Channel,
    update: @escaping @Sendable (MemberHealth) -> Void
  ) async throws(RPCError)
}
