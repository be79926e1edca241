internal import Messages
internal import RPC
internal import Services

extension InteropCase {
  static let largeRequestBytes = 271_828
  static let largeResponseBytes = 314_159
  static let requestBytes = [27_182, 8, 1_828, 45_904]
  static let responseBytes = [31_415, 9, 2_653, 58_979]

  static let unaryCases = [
    InteropCase("empty_unary") { session in
      let answer = try await session.client.emptyCall(TestingV1.Empty(), options: InteropSession.options)
      try InteropFailure.require("the answer", answer, TestingV1.Empty())
    },
    InteropCase("large_unary") { try await largeUnary($0) },
  ]

  static func largeUnary(_ session: InteropSession, scale: Double = 1) async throws {
    let responseBytes = Int(Double(largeResponseBytes) * scale)
    let request = InteropSession.request(Int(Double(largeRequestBytes) * scale), responseBytes: responseBytes)
    let answer = try await session.client.unaryCall(request, options: InteropSession.options)
    try InteropFailure.require("the payload's size", answer.payload?.body.count ?? 0, responseBytes)
  }

  static let streamingCases = [
    InteropCase("client_streaming") { session in
      let call = try await session.client.streamingInputCall(options: InteropSession.options)
      for byteCount in requestBytes { try await call.requests.write(InteropSession.request(byteCount)) }
      call.requests.finish()
      let response = try await call.response()
      try InteropFailure.require("the sum", response.message.aggregatedPayloadBytes, 74_922)
    },
    InteropCase("server_streaming") { session in
      let request = InteropSession.streamRequest(0, responses: responseBytes)
      var sizes: [Int] = []
      for try await answer in try await session.client.streamingOutputCall(request, options: InteropSession.options) {
        sizes.append(answer.payload?.body.count ?? 0)
      }
      try InteropFailure.require("the payloads' sizes", sizes, responseBytes)
    },
    InteropCase("ping_pong") { session in
      let call = try await session.client.fullDuplexCall(options: InteropSession.options)
      var answers = call.responses.makeAsyncIterator()
      for (sent, expected) in zip(requestBytes, responseBytes) {
        try await call.requests.write(InteropSession.streamRequest(sent, responses: [expected]))
        let answer = try await answers.next()
        try InteropFailure.require("the payload's size", answer?.payload?.body.count ?? -1, expected)
      }
      call.requests.finish()
      try InteropFailure.require("another answer", try await answers.next(), nil)
    },
    InteropCase("empty_stream") { session in
      let call = try await session.client.fullDuplexCall(options: InteropSession.options)
      call.requests.finish()
      var answers = call.responses.makeAsyncIterator()
      try InteropFailure.require("an answer", try await answers.next(), nil)
    },
  ]

  static let compressionCases = [
    InteropCase("client_compressed_unary") { session in
      // Also gets the server's HELLO, before which nothing may be compressed.
      var probe = InteropSession.request(largeRequestBytes, responseBytes: largeResponseBytes)
      probe.expectCompressed = true
      let refusal = try await error { try await session.client.unaryCall(probe, options: InteropSession.options) }
      try InteropFailure.require("the probe's status", refusal.code, .invalidArgument)
      var options = InteropSession.options
      options.compressesRequests = true
      let answer = try await session.client.unaryCall(probe, options: options)
      try InteropFailure.require("the payload's size", answer.payload?.body.count ?? 0, largeResponseBytes)
      try await largeUnary(session)
    },
    InteropCase("server_compressed_unary") { session in
      for isCompressed in [true, false] {
        var request = InteropSession.request(largeRequestBytes, responseBytes: largeResponseBytes)
        request.responseCompressed = isCompressed
        let answer = try await session.client.unaryCall(request, options: InteropSession.options)
        try InteropFailure.require("the payload's size", answer.payload?.body.count ?? 0, largeResponseBytes)
      }
    },
    InteropCase("client_compressed_streaming") { session in
      var first = InteropSession.request(requestBytes[0])
      first.expectCompressed = true
      let probe = try await session.client.streamingInputCall(options: InteropSession.options)
      try await probe.requests.write(first)
      probe.requests.finish()
      let refusal = try await error { try await probe.response() }
      try InteropFailure.require("the probe's status", refusal.code, .invalidArgument)
      let call = try await session.client.streamingInputCall(options: InteropSession.options)
      try await call.requests.write(first, isCompressed: true)
      try await call.requests.write(InteropSession.request(requestBytes[3]), isCompressed: false)
      call.requests.finish()
      let sum = try await call.response().message.aggregatedPayloadBytes
      try InteropFailure.require("the sum", sum, UInt64(requestBytes[0] + requestBytes[3]))
    },
    InteropCase("server_compressed_streaming") { session in
      var request = InteropSession.streamRequest(0, responses: [31_415, 92_653])
      request.responseParameters[0].compressed = true
      var sizes: [Int] = []
      for try await answer in try await session.client.streamingOutputCall(request, options: InteropSession.options) {
        sizes.append(answer.payload?.body.count ?? 0)
      }
      try InteropFailure.require("the payloads' sizes", sizes, [31_415, 92_653])
    },
  ]
}
