import Messages
package import RPC

extension CommandFailure {
  /// How a call ended that somebody made by hand: everything that the status says, a line for each part.
  ///
  /// - Parameter gateway: Endpoint the command called, for the message.
  package init(call error: RPCError, gateway: String) {
    let plain = CommandFailure(error, gateway: gateway)
    // What was found out on this side has its advice.
    let isLocal = error.origin == .local && [.unavailable, .deadlineExceeded].contains(error.code)
    var lines = ["\(error.code): \((isLocal ? plain.message : error.message).printable)"]
    lines += error.details.map { "  " + Self.text(of: $0).printable }
    if let pause = error.retryAfter { lines.append("  to be repeated after \(Self.seconds(pause)) s at the earliest") }
    if error.isNotProcessed { lines.append("  the call had no effect") }
    if error.isNotRetryable { lines.append("  not to be repeated automatically") }
    if error.origin == .proxy { lines.append("  said by the gateway, not by the service") }
    self.init(plain.status, lines.joined(separator: "\n"))
  }

  private static func text(of detail: RpcV1.ErrorDetail) -> String {
    switch detail.detail {
    case .fieldViolation(let violation):
      let reason = violation.reason.isEmpty ? "" : " (\(violation.reason))"
      return "field \(violation.field)\(reason): \(violation.description)"
    case .resourceInfo(let resource): return "\(resource.kind): \(resource.name)"
    case nil: return "a detail that this program does not know"
    }
  }

  /// Seconds with as many decimals as they have: "1.5".
  private static func seconds(_ duration: Duration) -> String {
    let seconds = "\(duration / .seconds(1))"
    return seconds.hasSuffix(".0") ? String(seconds.dropLast(2)) : seconds
  }
}
