internal import Messages
public import RPC
internal import Services

/// Answers ocop.testing.v1.Interop, as interop.proto says. Not answered: UnimplementedCall, by a router that does not
/// register it (`InteropService.router`).
public struct InteropService: Sendable {
  /// Echoed as initial metadata.
  public static let initialKey = "x-echo-initial"
  /// Echoed as a trailer.
  public static let trailingKey = "x-echo-trailing-bin"
  /// Text: a first attempt is refused, not processed, with this many milliseconds to wait.
  public static let pushbackKey = "x-pushback-milliseconds"

  /// Largest payload that is made, in bytes.
  static let payloadBytesMax = 4 << 20

  /// The service's methods. UnimplementedCall is left out on purpose.
  public static var router: Router {
    let service = InteropService()
    var router = Router()
    router.unary(TestingV1.InteropMethods.emptyCall) { request, _ in request }
    router.unary(TestingV1.InteropMethods.unaryCall) { request, context in
      try await service.unaryCall(request, context)
    }
    router.serverStreaming(TestingV1.InteropMethods.streamingOutputCall) { request, writer, context in
      try service.echoMetadata(context)
      try await service.answer(request, writer)
      try service.end(request.responseStatus)
    }
    router.clientStreaming(TestingV1.InteropMethods.streamingInputCall) { requests, context in
      try service.echoMetadata(context)
      var response = TestingV1.StreamingInputResponse()
      for try await request in requests {
        try service.expectCompression(request.expectCompressed, context)
        response.aggregatedPayloadBytes += UInt64(request.payload?.body.count ?? 0)
      }
      return response
    }
    router.bidirectional(TestingV1.InteropMethods.fullDuplexCall) { requests, writer, context in
      try service.echoMetadata(context)
      for try await request in requests {
        try await service.answer(request, writer)
        try service.end(request.responseStatus)
      }
    }
    return router
  }

  private func unaryCall(
    _ request: TestingV1.InteropRequest,
    _ context: CallContext
  ) async throws -> TestingV1.InteropResponse {
    if let text = context.metadata[InteropService.pushbackKey], context.attempt == 0 {
      throw RPCError(
        .unavailable,
        "come back later",
        retryAfter: .milliseconds(Int(text) ?? 0),
        isNotProcessed: true
      )
    }
    try echoMetadata(context)
    try expectCompression(request.expectCompressed, context)
    try end(request.responseStatus)
    context.compressesResponses = request.responseCompressed
    return try response(request.responseBytes)
  }

  private func echoMetadata(_ context: CallContext) throws(RPCError) {
    if let text = context.metadata[InteropService.initialKey] {
      try context.setInitialMetadata([InteropService.initialKey: text])
    }
    if let bytes = context.metadata[binary: InteropService.trailingKey] {
      var trailers = Metadata()
      trailers.append(binary: bytes, forKey: InteropService.trailingKey)
      try context.setTrailers(trailers)
    }
  }

  private func expectCompression(_ isExpected: Bool, _ context: CallContext) throws(RPCError) {
    if isExpected && !context.isRequestCompressed {
      throw RPCError(.invalidArgument, "the request was not compressed")
    }
  }

  private func answer(
    _ request: TestingV1.StreamingOutputRequest,
    _ writer: ResponseWriter<TestingV1.InteropResponse>
  ) async throws {
    for parameters in request.responseParameters {
      if parameters.intervalMicroseconds > 0 {
        // The pause that was asked for.
        try await ContinuousClock().sleep(for: .microseconds(Int64(parameters.intervalMicroseconds)))
      }
      try await writer.write(response(parameters.responseBytes), isCompressed: parameters.compressed)
    }
  }

  private func response(_ byteCount: UInt32) throws(RPCError) -> TestingV1.InteropResponse {
    guard byteCount <= InteropService.payloadBytesMax else {
      throw RPCError(.invalidArgument, "a response of \(byteCount) bytes; at most \(InteropService.payloadBytesMax)")
    }
    var payload = TestingV1.Payload()
    payload.body = [UInt8](repeating: 0, count: Int(byteCount))
    var response = TestingV1.InteropResponse()
    response.payload = payload
    return response
  }

  private func end(_ status: TestingV1.EchoStatus?) throws(RPCError) {
    guard let status, status.code != 0 else { return }
    throw RPCError(StatusCode(rawValue: UInt8(clamping: status.code)) ?? .unknown, status.message)
  }
}
