import Messages
import RPC

// Methods for these tests, named as if the routed services had them. CheckRequest has one string, GoAway two numbers
// and a string.

typealias Text = RpcV1.CheckRequest
typealias Count = RpcV1.GoAway

enum TestMethods {
  static let echo = Method<Text, Text>(service: "ocop.registry.v1.Registry", name: "Echo", kind: .unary)
  static let count = Method<Count, Count>(service: "ocop.listing.v1.Listing", name: "Count", kind: .serverStreaming)
  static let unknown = Method<Text, Text>(service: "ocop.registry.v1.Registry", name: "Unknown", kind: .unary)
  static let unrouted = Method<Text, Text>(service: "ocop.other.v1.Other", name: "Echo", kind: .unary)
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

extension Channel {
  func echo(_ text: String = "", _ options: CallOptions = CallOptions()) async throws -> String {
    try await unary(TestMethods.echo, Text(text), options: options).service
  }
}

/// The error that a call ends with; nil when it ends well.
func rpcError(_ call: () async throws -> Void) async -> RPCError? {
  do {
    try await call()
    return nil
  } catch let error as RPCError {
    return error
  } catch {
    return RPCError(.unknown, "not an RPCError: \(error)")
  }
}
