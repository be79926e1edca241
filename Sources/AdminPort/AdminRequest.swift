/// What is asked of the admin port.
public struct AdminRequest: Sendable, Hashable {
  /// The path without the query: "/metrics".
  public let path: String
}
