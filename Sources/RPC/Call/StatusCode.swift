/// How a call ended: gRPC's 17 codes, with gRPC's meanings.
public enum StatusCode: UInt8, Sendable, Hashable, CaseIterable {
  /// The call did what it was asked.
  case ok = 0
  /// The caller gave up.
  case cancelled
  /// No other code fits, or the peer sent one that is not known here.
  case unknown
  /// The request makes no sense, whatever the state of the system.
  case invalidArgument
  /// The time given for the call ran out. The call may have had its effect.
  case deadlineExceeded
  /// Something the request names does not exist.
  case notFound
  /// Something to be created exists, with other content.
  case alreadyExists
  /// The caller may not do this.
  case permissionDenied
  /// A limit is used up.
  case resourceExhausted
  /// The system is not in the state that the call needs.
  case failedPrecondition
  /// The call met a concurrent change: read again and repeat.
  case aborted
  /// Past the valid range, such as a cursor beyond the log.
  case outOfRange
  /// No such method here.
  case unimplemented
  /// Something that must hold does not: a defect.
  case internalError
  /// The service cannot be reached now; the call may be repeated if it is idempotent.
  case unavailable
  /// Data is lost or damaged.
  case dataLoss
  /// The caller did not prove who it is.
  case unauthenticated
}

extension StatusCode: CustomStringConvertible {
  /// gRPC's name: "INVALID_ARGUMENT".
  public var description: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internalError: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}
