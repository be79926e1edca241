import LoadEngine
import LoadStatistics
import Messages
import RPC
import Services
import Testing

@Suite("An iteration of a scenario", .timeLimit(.minutes(1)))
struct ScenarioIterationTests {
  /// Takes the size of the answer to the first step for its own request.
  private final class SizedByAnswer: RequestSource {
    func withNextRequest(of iteration: LoadIteration?, _ body: (UnsafeRawBufferPointer) -> Void) throws {
      struct Missing: Error {}
      guard let answer = iteration?.answers[0] else { throw Missing() }
      let size = try TestingV1.InteropResponse(decodingBytes: answer).payload?.body.count ?? 0
      Steps.carrying(byteCount: 0, answerByteCount: size * 2).encodedBytes().withUnsafeBytes(body)
    }
  }

  @Test("Its steps follow one another, a later one made of an earlier one's answer")
  func steps() async throws {
    var load = try await LoadUnderTest()
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 300/s")
    let outcome = try await load.run {
      var first = Steps.unary(Steps.carrying(byteCount: 0, answerByteCount: 1000))
      first.keepsAnswer = true
      var second = LoadStep(
        path: TestingV1.InteropMethods.unaryCall.path,
        kind: .unary,
        requests: SizedByAnswer()
      )
      second.pauseNanoseconds = 5_000_000
      return [LoadEntry(steps: [first, second])]
    }
    #expect(outcome.requestFailureCount == 0)
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    #expect(outcome.result.counts.planned == 90)
    let method = outcome.result.methods[0]
    // The first step brings a good 1,000 bytes, the second 2,000.
    let pairs = Double(method.bytesReceived) / 3_010
    #expect(abs(pairs * 2 - Double(method.count)) < 6, "\(method.bytesReceived) bytes of \(method.count) calls")
  }

  @Test("A step that ends in another way than expected ends its iteration")
  func failure() async throws {
    let received = Received()
    var load = try await LoadUnderTest(router: received.router)
    load.configuration.durationNanoseconds = 100_000_000
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 100/s")
    let outcome = try await load.run {
      [LoadEntry(steps: [Steps.step(TestingV1.InteropMethods.emptyCall.untyped, []), Steps.unary()])]
    }
    #expect(outcome.countsByStatus == ["UNIMPLEMENTED": 10])
    #expect(received.count == 0)
    // Ended early is ended: the arrivals were served as far as they could be.
    #expect(outcome.result.counts.completed == 10)
  }

  @Test("A request that cannot be made is reported and ends the load when it goes on")
  func requestFailure() async throws {
    var load = try await LoadUnderTest()
    load.configuration.durationNanoseconds = 3_600_000_000_000
    let outcome = try await load.run {
      LoadStep(path: TestingV1.InteropMethods.unaryCall.path, kind: .unary, requests: SizedByAnswer())
    }
    #expect(outcome.requestFailureCount >= 1000)
    #expect(outcome.requestFailure?.contains("Missing") == true)
  }
}
