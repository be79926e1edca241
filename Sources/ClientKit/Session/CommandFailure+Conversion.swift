import Messages
import RPC

/// The one place where errors of other kinds become exit statuses and words.
extension CommandFailure {
  /// What a command threw, as a failure.
  ///
  /// - Parameter gateway: Endpoint the command called, for the message.
  package init(_ error: any Error, gateway: String) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as RPCError: self.init(error, gateway: gateway)
    case is CancellationError: self.init(.interrupted, "interrupted")
    case let error as MessageJSONError: self.init(.refused, error.description)
    case let error as JSONError: self.init(.refused, error.description)
    case let error as MessageDecodingError:
      self.init(.failure, "an answer cannot be read (is \(gateway) of another version?): \(error)")
    default: self.init(.failure, "\(error)")
    }
  }

  private init(_ error: RPCError, gateway: String) {
    switch error.code {
    case .unavailable where error.origin == .local:
      let place = error.message.contains(gateway) ? "" : "cannot reach the gateway at \(gateway): "
      self.init(
        .unavailable,
        "\(place)\(error.message). Is the gateway running there? Name another with --gateway or OCOP_GATEWAY."
      )
    case .unavailable:
      self.init(.unavailable, "a service is not available: \(error.message). See \"ocop status\".")
    case .deadlineExceeded:
      self.init(.deadline, "no answer in time: \(error.message). Give more time with --timeout.")
    case .cancelled where Task.isCancelled:
      self.init(.interrupted, "interrupted")
    default:
      // A service with one thing to say often says it in both places.
      let violations = error.details.compactMap(\.violationText).filter { !error.message.contains($0) }
      let text = ([error.message] + violations).joined(separator: "\n  ")
      self.init(error.code.isRefusal ? .refused : .failure, text)
    }
  }
}

extension StatusCode {
  /// True when the request was understood and refused, so that repeating it as it is would not help.
  fileprivate var isRefusal: Bool {
    switch self {
    case .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .unauthenticated, .failedPrecondition,
      .aborted, .outOfRange:
      true
    default: false
    }
  }
}

extension RpcV1.ErrorDetail {
  fileprivate var violationText: String? {
    guard case .fieldViolation(let violation) = detail else { return nil }
    return violation.field.isEmpty || violation.description.hasPrefix(violation.field)
      ? violation.description : "\(violation.field): \(violation.description)"
  }
}
