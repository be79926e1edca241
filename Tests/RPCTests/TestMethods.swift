import Messages
import RPC

// Methods for these tests, on messages that are there anyway: CheckRequest has one string, CheckResponse an enum and a
// string, GoAway two numbers and a string.

typealias Text = RpcV1.CheckRequest
typealias Count = RpcV1.GoAway

enum TestMethods {
  static let service = "ocop.test.v1.Test"
  static let echoNow = Method<Text, Text>(service: service, name: "EchoNow", kind: .unary)
  static let echo = Method<Text, Text>(service: service, name: "Echo", kind: .unary, idempotency: .idempotent)
  static let echoEncoded = Method<Text, Text>(service: service, name: "EchoEncoded", kind: .unary)
  static let count = Method<Count, Count>(service: service, name: "Count", kind: .serverStreaming)
  static let unknown = Method<Text, Text>(service: service, name: "Unknown", kind: .unary)
}

extension RpcV1.CheckRequest {
  init(_ text: String) {
    self.init()
    service = text
  }
}

extension RpcV1.GoAway {
  init(_ number: UInt32, padding: Int = 0) {
    self.init()
    lastStream = number
    reason = String(repeating: "p", count: padding)
  }
}

extension Router {
  /// Echoes at once, in a task, and as bytes, and counts to the request's number.
  static var standard: Router {
    var router = Router()
    router.immediate(TestMethods.echoNow) { request, _ in request }
    router.unary(TestMethods.echo) { request, _ in request }
    router.unaryEncoded(TestMethods.echoEncoded) { request, _ in EncodedMessage(request) }
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream { try await writer.write(Count(number)) }
    }
    return router
  }
}

extension Channel {
  /// Calls the echo that runs in a task.
  func echo(_ text: String = "", _ options: CallOptions = CallOptions()) async throws -> String {
    try await unary(TestMethods.echo, Text(text), options: options).service
  }

  /// Calls the echo that runs on the loop.
  func echoNow(_ text: String = "", _ options: CallOptions = CallOptions()) async throws -> String {
    try await unary(TestMethods.echoNow, Text(text), options: options).service
  }

  /// Starts to count.
  func count(
    to number: UInt32,
    padding: Int = 0,
    _ options: CallOptions = CallOptions()
  ) async throws -> ResponseStream<Count> {
    try await serverStreaming(TestMethods.count, Count(number, padding: padding), options: options)
  }
}
