/// A method that a server passes on, as its observer knows it.
public struct RelayedMethod: Sendable, Hashable {
  /// The number that the observer gave it.
  public let number: Int
  /// "ocop.registry.v1.Registry/GetRecord".
  public let path: String

  /// A method with its number.
  public init(number: Int, path: String) {
    self.number = number
    self.path = path
  }
}
