import Messages
import RPC
import RPCInProcess
import Synchronization
import Testing

/// Goal: interceptors see what they should, in the promised order, and change calls of all kinds.
@Suite(.timeLimit(.minutes(1))) struct InterceptorTests {
  private static let join = Method<Text, Text>(service: TestMethods.service, name: "Join", kind: .clientStreaming)
  private static let talk = Method<Text, Text>(service: TestMethods.service, name: "Talk", kind: .bidirectional)

  /// Puts its name around every request and answer.
  private struct Marking: ServerInterceptor {
    let name: String

    private struct Exchange: ServerExchange {
      let inner: any ServerExchange
      let name: String

      var context: CallContext { inner.context }

      func nextRequest() async throws(RPCError) -> [UInt8]? {
        guard let bytes = try await inner.nextRequest() else { return nil }
        return marked(bytes, ">")
      }

      func write(_ answer: [UInt8], isCompressed: Bool) async throws(RPCError) {
        try await inner.write(marked(answer, "<"), isCompressed: isCompressed)
      }

      private func marked(_ bytes: [UInt8], _ sign: String) -> [UInt8] {
        let text = try? Text(decodingBytes: bytes)
        return Text("\(text?.service ?? "?")\(sign)\(name)").encodedBytes()
      }
    }

    func intercept(
      _ exchange: any ServerExchange,
      next: @Sendable (any ServerExchange) async throws -> Void
    ) async throws {
      try await next(Exchange(inner: exchange, name: name))
    }
  }

  private struct Closure: ServerInterceptor {
    let body: @Sendable (any ServerExchange, @Sendable (any ServerExchange) async throws -> Void) async throws -> Void

    func intercept(
      _ exchange: any ServerExchange,
      next: @Sendable (any ServerExchange) async throws -> Void
    ) async throws {
      try await body(exchange, next)
    }
  }

  private struct Guard: AdmissionInterceptor {
    func admit(_ call: inout ArrivingCall) throws(RPCError) {
      if call.metadata["token"] != "good" { throw RPCError(.unauthenticated, "\(call.path) needs a token") }
    }
  }

  private var router: Router {
    var router = Router.standard
    router.clientStreaming(InterceptorTests.join) { requests, _ in
      var joined = ""
      for try await request in requests { joined += request.service }
      return Text(joined)
    }
    router.bidirectional(InterceptorTests.talk) { requests, writer, _ in
      for try await request in requests { try await writer.write(request) }
    }
    return router
  }

  @Test("the first interceptor is the outermost, for calls of every kind")
  func order() async throws {
    var router = router
    router.intercept(.service(TestMethods.service), wrappingWith: Marking(name: "a"))
    router.intercept(wrappingWith: Marking(name: "b"))
    try await TestService.with(.inProcess, router) { channel in
      let immediate = try await channel.echoNow("x")
      #expect(immediate == "x>a>b<b<a")
      let unary = try await channel.echo("x")
      #expect(unary == "x>a>b<b<a")
      let encoded = try await channel.unary(TestMethods.echoEncoded, Text("x"), options: CallOptions())
      #expect(encoded.service == "x>a>b<b<a")
      let join = try await channel.clientStreaming(InterceptorTests.join)
      for text in ["x", "y"] { try await join.requests.write(Text(text)) }
      join.requests.finish()
      let joined = try await join.response()
      #expect(joined.message.service == "x>a>by>a>b<b<a")
      let talk = try await channel.bidirectional(InterceptorTests.talk)
      try await talk.requests.write(Text("x"))
      talk.requests.finish()
      let answers = try await talk.responses.reduce(into: [String]()) { $0.append($1.service) }
      #expect(answers == ["x>a>b<b<a"])
    }
  }

  @Test("an interceptor of one method does not see others")
  func scope() async throws {
    var router = router
    router.intercept(.method(TestMethods.echo), wrappingWith: Marking(name: "a"))
    router.intercept(.service("ocop.test.v1.Other"), wrappingWith: Marking(name: "b"))
    try await TestService.with(.inProcess, router) { channel in
      let answers = [try await channel.echo("x"), try await channel.echoNow("x")]
      #expect(answers == ["x>a<a", "x"])
    }
  }

  @Test("an interceptor can answer itself, refuse, and turn a good end into a bad one")
  func replacing() async throws {
    var router = Router.standard
    router.intercept(
      wrappingWith: Closure { exchange, next in
        switch exchange.context.metadata["do"] {
        case "answer": try await exchange.write(Text("instead").encodedBytes())
        case "refuse": throw RPCError(.permissionDenied, "no")
        case "spoil":
          try await next(exchange)
          throw RPCError(.aborted, "too late")
        case "nothing": break
        case "twice":
          try await next(exchange)
          try await next(exchange)
        default: try await next(exchange)
        }
      }
    )
    try await TestService.with(.inProcess, router) { channel in
      func call(_ what: String) async -> RPCError? {
        await rpcError { try await channel.echo("x", CallOptions(metadata: ["do": what])) }
      }
      let answer = try await channel.echo("x", CallOptions(metadata: ["do": "answer"]))
      #expect(answer == "instead")
      var codes: [StatusCode?] = []
      for what in ["refuse", "spoil", "nothing", "twice"] { codes.append(await call(what)?.code) }
      #expect(codes == [.permissionDenied, .aborted, .internalError, .invalidArgument])
      let plain = try await channel.echo("x")
      #expect(plain == "x")
    }
  }

  @Test("admission decides from metadata before a request is decoded, for every kind of handler")
  func admission() async throws {
    var router = router
    router.intercept(admittingWith: Guard())
    try await TestService.with(.inProcess, router) { channel in
      let good = CallOptions(metadata: ["token": "good"])
      let answers = [try await channel.echo("x", good), try await channel.echoNow("y", good)]
      #expect(answers == ["x", "y"])
      for path in [TestMethods.echo.path, TestMethods.echoNow.path] {
        let error = await rpcError { try await channel.unaryBytes(path: path, request: [0xFF]) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.isNotProcessed == false)
      }
      let stream = try await channel.clientStreaming(InterceptorTests.join)
      let error = await rpcError { try await stream.response() }
      #expect(error?.code == .unauthenticated)
    }
  }
}
