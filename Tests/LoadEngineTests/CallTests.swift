import LoadEngine
import LoadStatistics
import Messages
import RPC
import Services
import Testing

@Suite("Calls of a load")
struct CallTests {
  @Test("Each end is counted by its status, with the words of the first")
  func statuses() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      [
        LoadEntry(weight: 3, steps: [Steps.unary()]),
        LoadEntry(weight: 1, steps: [Steps.ending(with: .notFound, "no such thing")]),
      ]
    }
    let counts = outcome.countsByStatus
    let ok = try #require(counts["OK"])
    let notFound = try #require(counts["NOT_FOUND"])
    #expect(ok + notFound == outcome.result.counts.ended)
    #expect((1.5...6).contains(Double(ok) / Double(notFound)), "\(ok) and \(notFound)")
    #expect(outcome.messages == ["no such thing"])
    #expect(outcome.result.intervals.reduce(0) { $0 + $1.errors } == notFound)
  }

  @Test("An end that was expected is no error")
  func expected() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      var step = Steps.ending(with: .notFound, "no such thing")
      step.expectedCodes = [.notFound]
      return step
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["NOT_FOUND"])
    #expect(outcome.result.intervals.reduce(0) { $0 + $1.errors } == 0)
  }

  @Test("A call without an answer is given up in time, at the server too, and its time is in the histogram")
  func timeouts() async throws {
    let held = Held()
    var load = try await LoadUnderTest(router: held.router)
    load.configuration.inFlight = 10
    let outcome = try await load.run {
      var step = Steps.unary()
      step.timeoutNanoseconds = 50_000_000
      return step
    }
    let timeouts = outcome.result.counts.timeouts
    #expect(timeouts >= 20)
    #expect(outcome.countsByStatus["DEADLINE_EXCEEDED"] == timeouts)
    #expect(outcome.result.latency.minNanoseconds >= 49_900_000)
    #expect(held.cancelledCount > 0)
  }

  @Test("A call is given up in time also when the server does nothing at all")
  func stalledTimeouts() async throws {
    var load = try await LoadUnderTest(router: Stalling.router)
    load.configuration.durationNanoseconds = 1_000_000_000
    load.configuration.inFlight = 1000
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 400/s")
    let outcome = try await load.run {
      var step = Steps.unary()
      step.timeoutNanoseconds = 40_000_000
      return step
    }
    let late = try #require(outcome.result.methods[0].statuses.first { $0.status == "DEADLINE_EXCEEDED" })
    #expect(late.count > 20)
    // The server would have answered the first of them after 150 ms.
    #expect(late.serviceTime.nanoseconds(atPercentile: 90) < 100_000_000)
  }

  @Test(
    "Requests and answers larger than a frame and than the window arrive whole",
    arguments: [10, 100_000, 3_000_000]
  )
  func sizes(byteCount: Int) async throws {
    var load = try await LoadUnderTest()
    load.configuration.inFlight = 2
    let outcome = try await load.run {
      Steps.unary(Steps.carrying(byteCount: byteCount, answerByteCount: byteCount))
    }
    let method = outcome.result.methods[0]
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    let answered = outcome.result.counts.ended
    #expect(method.messagesReceived == answered)
    #expect(method.bytesReceived >= answered * UInt64(byteCount))
    #expect(method.bytesReceived < answered * UInt64(byteCount + 20))
    #expect(method.bytesSent >= answered * UInt64(byteCount))
  }

  @Test("An answer that is larger than is accepted ends the call, not the connection")
  func tooLarge() async throws {
    var load = try await LoadUnderTest()
    load.configuration.inFlight = 1
    let outcome = try await load.run {
      Steps.unary(Steps.carrying(byteCount: 1, answerByteCount: 4_194_304))
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["RESOURCE_EXHAUSTED"])
    #expect(outcome.disconnectCount == 0)
  }

  @Test("A stream of answers is counted message by message")
  func serverStreaming() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      Steps.step(
        TestingV1.InteropMethods.streamingOutputCall.untyped,
        Steps.answers([5, 70_000, 0, 600_000]).encodedBytes()
      )
    }
    let method = outcome.result.methods[0]
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    #expect(method.messagesReceived == outcome.result.counts.ended * 4)
    #expect(method.timeToFirstMessage.count == outcome.result.counts.ended)
  }

  @Test("A stream without an end is ended after as many answers as were asked for")
  func endless() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      var step = Steps.step(
        TestingV1.InteropMethods.streamingOutputCall.untyped,
        Steps.answers([Int](repeating: 1000, count: 5000)).encodedBytes()
      )
      step.answerCountMax = 3
      return step
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    #expect(outcome.result.methods[0].messagesReceived == outcome.result.counts.ended * 3)
  }

  @Test("A stream of requests sends as many as it should", arguments: [1, 7])
  func clientStreaming(requestCount: Int) async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      var step = Steps.step(
        TestingV1.InteropMethods.streamingInputCall.untyped,
        Steps.carrying(byteCount: 200_000, answerByteCount: 0).encodedBytes()
      )
      step.requestCount = requestCount
      return step
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    let ended = outcome.result.counts.ended
    #expect(ended > 0)
    #expect(outcome.result.methods[0].messagesSent == ended * UInt64(requestCount))
    #expect(outcome.result.methods[0].messagesReceived == ended)
  }

  @Test("A call with streams both ways gets its answers while it sends")
  func bidirectional() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      var step = Steps.step(
        TestingV1.InteropMethods.fullDuplexCall.untyped,
        Steps.answers([100_000, 1]).encodedBytes()
      )
      step.requestCount = 5
      return step
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
    #expect(outcome.result.methods[0].messagesReceived == outcome.result.counts.ended * 10)
  }

  @Test("A method that the server does not have is an error with the server's words")
  func unimplemented() async throws {
    let load = try await LoadUnderTest()
    let outcome = try await load.run {
      Steps.step(TestingV1.InteropMethods.unimplementedCall.untyped, [])
    }
    #expect(outcome.countsByStatus.keys.sorted() == ["UNIMPLEMENTED"])
    #expect(outcome.messages[0].contains("UnimplementedCall"))
  }
}
