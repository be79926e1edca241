import Messages
import RPC
import RPCInProcess
import Testing
import Wire

@Suite struct UnaryTests {
  @Test("a unary call returns its answer", arguments: TransportKind.allCases)
  func answers(_ kind: TransportKind) async throws {
    try await TestService.with(kind) { channel in
      let echoed1 = try await channel.echoNow("now")
      #expect(echoed1 == "now")
      let echoed2 = try await channel.echo("later")
      #expect(echoed2 == "later")
      let echoed3 = try await channel.echo("")
      #expect(echoed3 == "")
    }
  }

  @Test("an answer that its handler encodes arrives like any other", arguments: TransportKind.allCases)
  func encodedAnswers(_ kind: TransportKind) async throws {
    try await TestService.with(kind) { channel in
      let answer = try await channel.unary(TestMethods.echoEncoded, Text("bytes"), options: CallOptions())
      #expect(answer.service == "bytes")
    }
  }

  @Test("what is merged into an encoded message comes behind what its lists hold, and in place of its other values")
  func mergedAnswers() throws {
    var (first, second) = (RpcV1.Hello(), RpcV1.Hello())
    (first.versions, first.maxFrameBytes, first.agent) = ([1], 100, "first")
    (second.versions, second.agent) = ([2, 3], "second")
    var encoded = EncodedMessage(first)
    encoded.merge(second)
    let decoded = try RpcV1.Hello(decodingBytes: encoded.bytes)
    #expect(decoded.versions == [1, 2, 3])
    #expect(decoded.maxFrameBytes == 100)
    #expect(decoded.agent == "second")
  }

  @Test("many calls at once each get their own answer", arguments: TransportKind.allCases)
  func many(_ kind: TransportKind) async throws {
    try await TestService.with(kind) { channel in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<300 {
          group.addTask {
            let method = number % 2 == 0 ? TestMethods.echo : TestMethods.echoNow
            let answer = try await channel.unary(method, Text("\(number)"), options: CallOptions())
            #expect(answer.service == "\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("requests and answers of any size up to the limit get through", arguments: TransportKind.allCases)
  func sizes(_ kind: TransportKind) async throws {
    let limits = WireLimits.tiny
    try await TestService.with(kind, limits: limits) { channel in
      // Around what fits one frame, the window, and the largest message.
      for size in [0, 1, 180, 190, 200, 210, 220, 230, 240, 250, 260, 511, 512, 513, 1000, 1021] {
        for method in [TestMethods.echo, TestMethods.echoNow, TestMethods.echoEncoded] {
          let text = String(repeating: "x", count: size)
          let answer = try await channel.unary(method, Text(text), options: CallOptions())
          #expect(answer.service == text, "\(size) bytes")
        }
      }
      let error = await rpcError {
        try await channel.unary(TestMethods.echo, Text(String(repeating: "x", count: 1025)), options: CallOptions())
      }
      #expect(error?.code == .resourceExhausted)
      // The connection lives on.
      let echoed4 = try await channel.echo("on")
      #expect(echoed4 == "on")
    }
  }

  @Test("an error arrives with its message, details, trailers and hints", arguments: TransportKind.allCases)
  func errors(_ kind: TransportKind) async throws {
    var violation = RpcV1.FieldViolation()
    violation.field = "service"
    violation.reason = "too_short"
    var detail = RpcV1.ErrorDetail()
    detail.detail = .fieldViolation(violation)
    var trailers: Metadata = ["x-trace": "7"]
    trailers.append(binary: [0, 255], forKey: "proof-bin")
    let thrown = RPCError(
      .failedPrecondition,
      "không được",
      details: [detail],
      trailers: trailers,
      retryAfter: .milliseconds(1500),
      isNotRetryable: true
    )
    var router = Router()
    router.immediate(TestMethods.echoNow) { _, _ in throw thrown }
    router.unary(TestMethods.echo) { _, _ in throw thrown }
    try await TestService.with(kind, router) { channel in
      for method in [TestMethods.echo, TestMethods.echoNow] {
        let error = await rpcError { try await channel.unary(method, Text("a"), options: CallOptions()) }
        var expected = thrown
        expected.origin = .peer
        #expect(error == expected)
      }
    }
  }

  @Test("what a handler throws by mistake is not told to the caller")
  func defects() async throws {
    struct Secret: Error {}
    var router = Router()
    router.immediate(TestMethods.echoNow) { _, _ in throw Secret() }
    router.unary(TestMethods.echo) { _, _ in throw CancellationError() }
    try await TestService.with(.inProcess, router) { channel in
      let defect = await rpcError { try await channel.echoNow() }
      #expect(defect?.code == .internalError)
      #expect(defect?.message.contains("Secret") == false)
      let cancelled = await rpcError { try await channel.echo() }
      #expect(cancelled?.code == .cancelled)
    }
  }

  @Test(
    "an unknown method is UNIMPLEMENTED, an undecodable request INVALID_ARGUMENT",
    arguments: TransportKind.allCases
  )
  func refusals(_ kind: TransportKind) async throws {
    try await TestService.with(kind) { channel in
      let unknown = await rpcError { try await channel.unary(TestMethods.unknown, Text(), options: CallOptions()) }
      #expect(unknown?.code == .unimplemented)
      #expect(unknown?.message.contains("ocop.test.v1.Test/Unknown") == true)
      for method in [TestMethods.echo, TestMethods.echoNow] {
        let bad = await rpcError {
          try await channel.unaryBytes(path: method.path, request: [0xFF, 0xFF], options: CallOptions())
        }
        #expect(bad?.code == .invalidArgument)
      }
    }
  }

  @Test("metadata, traceparent and peer reach the handler", arguments: TransportKind.allCases)
  func metadata(_ kind: TransportKind) async throws {
    var router = Router()
    router.unary(TestMethods.echo) { _, context in
      let values = context.metadata[texts: "x-tag"].joined(separator: ",")
      let bytes = context.metadata[binary: "x-bin"] ?? []
      return Text("\(context.path) \(values) \(bytes) \(context.traceparent) \(context.peer.isEmpty)")
    }
    try await TestService.with(kind, router) { channel in
      var metadata: Metadata = ["x-tag": "một", "x-other": ""]
      metadata.append("two", forKey: "x-tag")
      metadata.append(binary: [0, 1, 255], forKey: "x-bin")
      let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      let options = CallOptions(metadata: metadata, traceparent: trace)
      let answer = try await channel.echo("", options)
      #expect(answer == "ocop.test.v1.Test/Echo một,two [0, 1, 255] \(trace) false")
    }
  }

  @Test(
    "metadata that breaks a rule is refused before anything is sent",
    arguments: [
      ["": "x"], ["Upper": "x"], ["white space": "x"], ["x-bin": "text"], ["x": "line\nbreak"],
      [String(repeating: "k", count: 129): "x"],
    ]
  )
  func badMetadata(_ entries: [String: String]) async throws {
    try await TestService.with(.inProcess) { channel in
      var metadata = Metadata()
      for (key, value) in entries { metadata.append(value, forKey: key) }
      let options = CallOptions(metadata: metadata)
      let error = await rpcError { try await channel.echo("", options) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.origin == .local)
    }
  }

  @Test("metadata that does not fit is RESOURCE_EXHAUSTED, locally")
  func largeMetadata() async throws {
    try await TestService.with(.inProcess) { channel in
      let options = CallOptions(metadata: ["x": String(repeating: "v", count: 8192)])
      let error = await rpcError { try await channel.echo("", options) }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.origin == .local)
    }
  }

  @Test("more calls than the server lets be open wait for their turn", arguments: TransportKind.allCases)
  func streamLimit(_ kind: TransportKind) async throws {
    try await TestService.with(kind, limits: .tiny) { channel in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            let echoed5 = try await channel.echo("\(number)")
            #expect(echoed5 == "\(number)")
          }
        }
        try await group.waitForAll()
      }
    }
  }
}
