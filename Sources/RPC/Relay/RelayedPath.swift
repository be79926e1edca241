/// A method that a server passes on: what a call is told by.
struct RelayedPath {
  /// As it came, but cut where it is too long to be one.
  var path: String
  /// As an observer counts it.
  var observed: ObservedMethod
}
