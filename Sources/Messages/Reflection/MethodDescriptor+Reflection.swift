extension MethodDescriptor.Idempotency {
  /// What a daemon says; what this program does not know counts as nothing said.
  init(_ level: RpcV1.IdempotencyLevel) {
    switch level {
    case .noSideEffects: self = .noSideEffects
    case .idempotent: self = .idempotent
    default: self = .unknown
    }
  }

  /// As a daemon says it.
  var level: RpcV1.IdempotencyLevel {
    switch self {
    case .unknown: .unspecified
    case .noSideEffects: .noSideEffects
    case .idempotent: .idempotent
    }
  }
}
