/// What a pool's state machine wants done.
enum PoolAction<Member> {
  /// Watch the member's connection: it was added.
  case observe(Member, MemberToken)
  /// Make a connection to the member.
  case connect(Member)
  /// Begin to watch the member's health, under this number.
  case watchHealth(Member, MemberToken, watch: Int)
  /// End that.
  case stopWatchingHealth(Member)
  /// Close the member's channel: it has left.
  case close(Member)
  /// Ask the resolver to look again.
  case refreshAddresses
  /// Write a line.
  case log(PoolEvent)
}
