/// Which member of a pool gets the next call. Only members that are ready, healthy and not ejected are picked.
public enum PickPolicy: String, Sendable, Hashable, CaseIterable {
  /// The first of the list that can be reached, and all calls to it until it fails: one connection. The list's order
  /// counts.
  case pickFirst = "pick-first"
  /// Each in turn, whatever its weight.
  case roundRobin = "round-robin"
  /// Of two members chosen at random by their weights, the one with fewer calls in flight for its weight. Finds out by
  /// itself which member is slow: the best choice when calls differ in cost.
  case leastRequest = "least-request"
  /// Each as often as its weight says, evenly spread.
  case weighted
}
