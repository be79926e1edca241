import Messages
import RPC
import TestSupport

/// Methods with messages, for tests over connections.
enum Echo {
  typealias Text = RpcV1.CheckRequest

  static let now = Method<Text, Text>(service: "ocop.test.v1.Echo", name: "Now", kind: .unary, idempotency: .idempotent)
  static let held = Method<Text, Text>(
    service: "ocop.test.v1.Echo",
    name: "Held",
    kind: .unary,
    idempotency: .idempotent
  )
  static let lines = Method<Text, Text>(
    service: "ocop.test.v1.Echo",
    name: "Lines",
    kind: .serverStreaming,
    idempotency: .noSideEffects
  )
  static let joined = Method<Text, Text>(
    service: "ocop.test.v1.Echo",
    name: "Joined",
    kind: .clientStreaming,
    idempotency: .idempotent
  )

  static func text(_ text: String) -> Text {
    var message = Text()
    message.service = text
    return message
  }

  /// Answers with the server's name; `held` waits for the gate first.
  static func router(_ name: String, gate: Gate = Gate()) -> Router {
    var router = Router()
    router.unary(now) { _, _ in text(name) }
    router.unary(held) { _, _ in
      await gate.wait()
      return text(name)
    }
    router.serverStreaming(lines) { request, writer, _ in
      for _ in 0..<(Int(request.service) ?? 0) { try await writer.write(text(name)) }
    }
    router.clientStreaming(joined) { requests, _ in
      var parts: [String] = []
      for try await request in requests { parts.append(request.service) }
      return text(parts.joined(separator: " "))
    }
    return router
  }
}
