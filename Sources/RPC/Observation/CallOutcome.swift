/// How a call ended, for whoever observes the server.
struct CallOutcome {
  let code: StatusCode
  let message: String
  let isShed: Bool

  static let ok = CallOutcome(code: .ok, message: "", isShed: false)

  static func cancelled(_ message: String) -> CallOutcome {
    CallOutcome(code: .cancelled, message: message, isShed: false)
  }

  init(code: StatusCode, message: String, isShed: Bool) {
    self.code = code
    self.message = message
    self.isShed = isShed
  }

  init(_ error: RPCError) {
    // A handler that throws "OK" has not answered, and the caller is told of a defect.
    code = error.code == .ok ? .internalError : error.code
    message = error.message
    isShed = error.isShed
  }
}

extension RPCError {
  /// Whether the call was turned away because too much is under way.
  var isShed: Bool { code == .resourceExhausted && isNotProcessed }
}
