internal import Messages
internal import RPC
internal import Services

extension InteropCase {
  static let metadataCases = [
    InteropCase("custom_metadata") { session in
      var options = InteropSession.options
      options.metadata.append("test_initial_metadata_value", forKey: InteropService.initialKey)
      options.metadata.append(binary: [0x0A, 0x0B, 0x0A, 0x0B, 0x0A, 0x0B], forKey: InteropService.trailingKey)
      let request = InteropSession.request(largeRequestBytes, responseBytes: largeResponseBytes)
      let response = try await session.channel.unaryResponse(
        TestingV1.InteropMethods.unaryCall,
        request,
        options: options
      )
      try requireEcho(options.metadata, initial: response.metadata, trailers: response.trailers)

      let call = try await session.client.fullDuplexCall(options: options)
      try await call.requests.write(InteropSession.streamRequest(largeRequestBytes, responses: [largeResponseBytes]))
      call.requests.finish()
      for try await _ in call.responses {}
      let initial = await call.responses.initialMetadata()
      try requireEcho(options.metadata, initial: initial, trailers: call.responses.trailers)
    }
  ]

  private static func requireEcho(_ sent: Metadata, initial: Metadata, trailers: Metadata) throws {
    let key = InteropService.initialKey
    try InteropFailure.require("initial \(key)", initial[key], sent[key])
    let trailingKey = InteropService.trailingKey
    try InteropFailure.require("trailing \(trailingKey)", trailers[binary: trailingKey], sent[binary: trailingKey])
  }

  static let statusCases = [
    InteropCase("status_code_and_message") { session in
      try await requireStatus(session, 2, "test status message")
    },
    InteropCase("special_status_message") { session in
      try await requireStatus(session, 2, "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n")
    },
    InteropCase("unimplemented_method") { session in
      let refusal = try await error {
        try await session.client.unimplementedCall(TestingV1.Empty(), options: InteropSession.options)
      }
      try InteropFailure.require("the status", refusal.code, .unimplemented)
    },
    InteropCase("unimplemented_service") { session in
      let client = TestingV1.UnimplementedInteropClient(channel: session.channel)
      let refusal = try await error {
        try await client.unimplementedCall(TestingV1.Empty(), options: InteropSession.options)
      }
      try InteropFailure.require("the status", refusal.code, .unimplemented)
    },
  ]

  private static func requireStatus(_ session: InteropSession, _ code: UInt32, _ message: String) async throws {
    var status = TestingV1.EchoStatus()
    status.code = code
    status.message = message
    var request = InteropSession.request(0)
    request.responseStatus = status
    let unary = try await error { try await session.client.unaryCall(request, options: InteropSession.options) }
    try InteropFailure.require("the unary status", unary.code, StatusCode(rawValue: UInt8(code)))
    try InteropFailure.require("the unary message", unary.message, message)

    var streamRequest = TestingV1.StreamingOutputRequest()
    streamRequest.responseStatus = status
    let call = try await session.client.fullDuplexCall(options: InteropSession.options)
    try await call.requests.write(streamRequest)
    call.requests.finish()
    let duplex = try await error { for try await _ in call.responses {} }
    try InteropFailure.require("the duplex status", duplex.code, StatusCode(rawValue: UInt8(code)))
    try InteropFailure.require("the duplex message", duplex.message, message)
  }

  static let endingCases = [
    InteropCase("cancel_after_begin") { session in
      let call = try await session.client.streamingInputCall(options: InteropSession.options)
      call.cancel()
      let end = try await error { try await call.response() }
      try InteropFailure.require("the status", end.code, .cancelled)
    },
    InteropCase("cancel_after_first_response") { session in
      let call = try await session.client.fullDuplexCall(options: InteropSession.options)
      try await call.requests.write(InteropSession.streamRequest(requestBytes[0], responses: [responseBytes[0]]))
      var answers = call.responses.makeAsyncIterator()
      let first = try await answers.next()
      try InteropFailure.require("the payload's size", first?.payload?.body.count ?? -1, responseBytes[0])
      call.cancel()
      let end = try await error { while try await answers.next() != nil {} }
      try InteropFailure.require("the status", end.code, .cancelled)
    },
    InteropCase("timeout_on_sleeping_server") { session in
      var request = InteropSession.streamRequest(largeRequestBytes, responses: [1])
      request.responseParameters[0].intervalMicroseconds = 30_000_000
      let call = try await session.client.fullDuplexCall(options: CallOptions(timeout: .milliseconds(50)))
      let end = try await error {
        try await call.requests.write(request)
        for try await _ in call.responses {}
      }
      // Sending may have been cut short; how the call ended is what its answers say.
      let answers = try await error { for try await _ in call.responses {} }
      try InteropFailure.require("the status", answers.code, .deadlineExceeded)
      if end.code != .deadlineExceeded && end.code != .cancelled {
        throw InteropFailure("the status is \(end.code), neither DEADLINE_EXCEEDED nor CANCELLED")
      }
    },
  ]
}
