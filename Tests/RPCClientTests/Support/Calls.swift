import RPC

/// Methods for these tests; what they carry does not matter.
enum Methods {
  static let service = "ocop.test.v1.Test"
  static let safe = AnyMethod(service: service, name: "Safe", kind: .unary, idempotency: .idempotent)
  static let unsafe = AnyMethod(service: service, name: "Unsafe", kind: .unary)
  static let safeDownload = AnyMethod(
    service: service,
    name: "SafeDownload",
    kind: .serverStreaming,
    idempotency: .noSideEffects
  )
  static let safeUpload = AnyMethod(
    service: service,
    name: "SafeUpload",
    kind: .clientStreaming,
    idempotency: .idempotent
  )
  static let unsafeUpload = AnyMethod(service: service, name: "UnsafeUpload", kind: .clientStreaming)
}

extension Channel {
  /// Makes a call that may be repeated.
  @discardableResult
  func call(
    _ method: AnyMethod = Methods.safe,
    _ options: CallOptions = CallOptions()
  ) async throws(RPCError) -> UnaryAnswer {
    try await unary(method, request: [7], options: options)
  }
}

extension CallOptions {
  static var patient: CallOptions {
    var options = CallOptions()
    options.waitsForReady = true
    return options
  }
}

extension RPCError {
  /// The member said that it cannot.
  static let refused = RPCError(.unavailable, "down", origin: .peer)
  /// The member was not reached.
  static let unreached = RPCError(.unavailable, "cannot connect", isNotProcessed: true)

  static func pushback(_ duration: Duration, _ code: StatusCode = .unavailable) -> RPCError {
    RPCError(code, "busy", retryAfter: duration, isNotProcessed: true, origin: .peer)
  }
}

/// The RPCError that `body` ends with.
func rpcError<Result>(_ body: () async throws -> Result) async -> RPCError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error as? RPCError
  }
}

/// Waits for something that will certainly come about, without a clock.
func eventually(_ condition: () -> Bool) async {
  while !condition() { await Task.yield() }
}
