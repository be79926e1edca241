import Messages
import RPC
import Synchronization
import TestSupport
import Testing
import Wire

@Suite struct StreamingTests {
  @Test("a stream of answers arrives whole and in order", arguments: TransportKind.allCases)
  func order(_ kind: TransportKind) async throws {
    try await TestService.with(kind) { channel in
      for number: UInt32 in [0, 1, 2, 500] {
        var received: [UInt32] = []
        for try await answer in try await channel.count(to: number) { received.append(answer.lastStream) }
        #expect(received == Array(0..<number))
      }
    }
  }

  @Test("answers larger than a frame, and than the credit, arrive", arguments: TransportKind.allCases)
  func large(_ kind: TransportKind) async throws {
    var router = Router()
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream {
        try await writer.write(Count(number, padding: Int(number % 10) * 100))
      }
    }
    try await TestService.with(kind, router, limits: .tiny) { channel in
      var received: [Count] = []
      for try await answer in try await channel.count(to: 40) { received.append(answer) }
      #expect(received == (0..<40).map { Count($0, padding: Int($0 % 10) * 100) })
    }
  }

  @Test("a slow reader slows the handler: what waits in between is bounded", arguments: TransportKind.allCases)
  func backpressure(_ kind: TransportKind) async throws {
    let written = Atomic<Int>(0)
    var router = Router()
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream {
        try await writer.write(Count(number, padding: 100))
        written.add(1, ordering: .relaxed)
      }
    }
    try await TestService.with(kind, router, limits: .tiny) { channel in
      let stream = try await channel.count(to: 2000)
      var iterator = stream.makeAsyncIterator()
      var readCount = 0
      while let answer = try await iterator.next() {
        #expect(answer.lastStream == UInt32(readCount))
        readCount += 1
        // The credit holds 5 messages of 100 bytes; one more is on either side of it.
        let ahead = written.load(ordering: .relaxed) - readCount
        if ahead > 8 {
          Issue.record("\(ahead) answers were written ahead of the reader")
          break
        }
        if readCount % 64 == 0 { for _ in 0..<20 { await Task.yield() } }
      }
      #expect(readCount == 2000)
    }
  }

  @Test("an error after some answers ends the stream behind them", arguments: TransportKind.allCases)
  func errorAtTheEnd(_ kind: TransportKind) async throws {
    var router = Router()
    router.serverStreaming(TestMethods.count) { _, writer, _ in
      try await writer.write(Count(1))
      throw RPCError(.outOfRange, "the log is gone")
    }
    try await TestService.with(kind, router) { channel in
      var received: [UInt32] = []
      let error = await rpcError {
        for try await answer in try await channel.count(to: 1) { received.append(answer.lastStream) }
      }
      #expect(received == [1])
      #expect(error?.code == .outOfRange)
      #expect(error?.origin == .peer)
    }
  }

  @Test("letting go of a stream cancels its handler", arguments: TransportKind.allCases)
  func lettingGo(_ kind: TransportKind) async throws {
    let cancelled = Gate()
    var router = Router()
    router.serverStreaming(TestMethods.count) { _, writer, _ in
      try await writer.write(Count(1))
      await withTaskCancellationHandler {
        await Gate().wait()
      } onCancel: {
        cancelled.open()
      }
    }
    try await TestService.with(kind, router) { channel in
      do {
        let stream = try await channel.count(to: 1)
        var iterator = stream.makeAsyncIterator()
        let first = try await iterator.next()
        #expect(first?.lastStream == 1)
      }
      await cancelled.wait()
      #expect(cancelled.isOpen)
    }
  }

  @Test("a handler that waits to write is woken when its caller is gone", arguments: TransportKind.allCases)
  func wokenWriter(_ kind: TransportKind) async throws {
    let ended = Gate()
    let code = Mutex<StatusCode?>(nil)
    var router = Router()
    router.serverStreaming(TestMethods.count) { _, writer, _ in
      defer { ended.open() }
      do throws(RPCError) {
        while true { try await writer.write(Count(1, padding: 100)) }
      } catch {
        code.withLock { $0 = error.code }
        throw error
      }
    }
    try await TestService.with(kind, router, limits: .tiny) { channel in
      do {
        let stream = try await channel.count(to: 1)
        var iterator = stream.makeAsyncIterator()
        _ = try await iterator.next()
      }
      await ended.wait()
      #expect(code.withLock { $0 } == .cancelled)
    }
  }

  @Test("a task other than the handler's may write too")
  func otherExecutors() async throws {
    var router = Router()
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream {
        try await Task.detached { try await writer.write(Count(number, padding: 300)) }.value
      }
    }
    for kind in TransportKind.allCases {
      try await TestService.with(kind, router, limits: .tiny) { channel in
        var received: [UInt32] = []
        for try await answer in try await channel.count(to: 20) { received.append(answer.lastStream) }
        #expect(received == Array(0..<20))
      }
    }
  }

  @Test("an answer that does not decode is INTERNAL, not a silent end")
  func undecodable() async throws {
    let bytes = Method<Text, RpcV1.CheckResponse>(
      service: TestMethods.service,
      name: "EchoNow",
      kind: .unary
    )
    try await TestService.with(.inProcess) { channel in
      // CheckResponse's first field is a number, CheckRequest's a string.
      let error = await rpcError { try await channel.unary(bytes, Text("x"), options: CallOptions()) }
      #expect(error?.code == .internalError)
    }
  }
}
