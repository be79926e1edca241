internal import Messages
internal import RPC
internal import Services

extension InteropCase {
  static let limitCases = [
    InteropCase("concurrent_large_unary") { session in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<session.concurrentCalls {
          group.addTask { try await largeUnary(session, scale: session.payloadScale) }
        }
        try await group.waitForAll()
      }
    },
    InteropCase("pushback") { session in
      var options = InteropSession.options
      options.metadata.append("20", forKey: InteropService.pushbackKey)
      let refusal = try await error {
        try await session.client.unaryCall(InteropSession.request(1), options: options)
      }
      // What was not processed may have been tried again without notice, and answered; then there was no refusal.
      try InteropFailure.require("the status", refusal.code, .unavailable)
      try InteropFailure.require("whether it was processed", refusal.isNotProcessed, true)
      try InteropFailure.require("the pause", refusal.retryAfter, .milliseconds(20))
      options.attempt = 1
      try await ContinuousClock().sleep(for: refusal.retryAfter ?? .zero)
      _ = try await session.client.unaryCall(InteropSession.request(1, responseBytes: 1), options: options)
    },
    InteropCase("more_than_max_streams") { session in
      // With `--max-streams 4` on the server's side the client has to wait for free streams.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<64 {
          group.addTask {
            _ = try await session.client.emptyCall(TestingV1.Empty(), options: InteropSession.options)
          }
          group.addTask {
            let request = InteropSession.streamRequest(10, responses: [10, 10])
            let call = try await session.client.fullDuplexCall(options: InteropSession.options)
            try await call.requests.write(request)
            call.requests.finish()
            for try await _ in call.responses {}
          }
        }
        try await group.waitForAll()
      }
    },
    InteropCase("flow_control_pushback") { session in
      // Both windows are smaller than what is sent: nobody may stop for good, and every byte arrives.
      let responses = [Int](repeating: 65_000, count: 40)
      let call = try await session.client.fullDuplexCall(options: InteropSession.options)
      async let sending: Void = send(40, InteropSession.streamRequest(65_000, responses: [65_000]), to: call.requests)
      var sizes: [Int] = []
      for try await answer in call.responses {
        sizes.append(answer.payload?.body.count ?? 0)
        for _ in 0..<10 { await Task.yield() }
      }
      try await sending
      try InteropFailure.require("the payloads' sizes", sizes, responses)
    },
  ]

  private static func send(
    _ count: Int,
    _ request: TestingV1.StreamingOutputRequest,
    to writer: RequestWriter<TestingV1.StreamingOutputRequest>
  ) async throws {
    for _ in 0..<count { try await writer.write(request) }
    writer.finish()
  }
}
