internal import RPC

/// What a resolver found when it looked.
enum LookResult: Sendable {
  /// What it looks at has not changed since the last time.
  case unchanged
  /// The addresses there are.
  case found([PoolAddress])
  /// Why there are none, or none that can be used.
  case failed(RPCError)
}
