/// Names a process behind the gateway: a place in its group's table, and which of those that had the place one after
/// another.
struct UpstreamToken: Hashable, Sendable {
  var slot: Int
  var generation: Int
}
