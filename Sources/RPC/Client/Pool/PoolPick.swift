/// What a pool answers when it is asked for a member.
enum PoolPick<Member> {
  /// The call goes to this member. The pool has to be told when it ends.
  case member(Member, MemberToken)
  /// One may be ready soon.
  case wait
  /// None can be reached now, and nothing is under way that would change it at once; why.
  case none(reason: String)
}
