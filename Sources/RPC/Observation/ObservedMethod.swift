/// A method as an observer counts it: by number, so that nothing has to be looked up by name for each call.
public enum ObservedMethod: Sendable, Hashable {
  /// The server's own: the number of its registration in the router, from 0.
  case registered(Int)
  /// One that the server passes on: the number that the observer gave it.
  case relayed(Int)
  /// One that is not known. All of them are counted together, since their names come from outside.
  case other
}
