import RPC

/// How the source, or the way to it, ended a watch; kept apart from what goes wrong on the follower's own side.
struct SourceError: Error, CustomStringConvertible {
  let cause: any Error

  /// The status's code; nil when it is not a status.
  var code: StatusCode? { (cause as? RPCError)?.code }

  var description: String { "\(cause)" }
}
