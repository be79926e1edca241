/// How a call ended, for whoever observes the server.
struct CallOutcome {
  let code: StatusCode
  let message: String
  let isShed: Bool
  let source: CallEndSource

  static let ok = CallOutcome(code: .ok, message: "", isShed: false, source: .nobody)

  static func cancelled(_ message: String) -> CallOutcome {
    CallOutcome(code: .cancelled, message: message, isShed: false, source: .caller)
  }

  init(code: StatusCode, message: String, isShed: Bool, source: CallEndSource) {
    self.code = code
    self.message = message
    self.isShed = isShed
    self.source = source
  }

  init(_ error: RPCError, source: CallEndSource = .server) {
    // A handler that throws "OK" has not answered, and the caller is told of a defect.
    code = error.code == .ok ? .internalError : error.code
    message = error.message
    isShed = error.isShed
    self.source = source
  }
}

extension RPCError {
  /// Whether the call was turned away because too much is under way.
  var isShed: Bool { code == .resourceExhausted && isNotProcessed }
}
