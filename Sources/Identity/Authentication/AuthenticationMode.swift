/// Whether callers have to say who they are.
public enum AuthenticationMode: String, CaseIterable, Sendable {
  /// Everybody may do everything: for a machine that nobody else reaches.
  case development
  /// Nobody may do anything without an identity, but ask for health.
  case required
}
