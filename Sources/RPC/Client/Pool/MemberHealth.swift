/// What a member of a pool says of itself.
public enum MemberHealth: Sendable, Hashable {
  /// It takes calls.
  case serving
  /// It should not be sent calls now; why, for people.
  case notServing(reason: String)
}
