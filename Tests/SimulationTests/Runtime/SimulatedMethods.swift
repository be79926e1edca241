import Messages
import RPC

/// What travels in simulated calls: a message that is there anyway, with two numbers and a string.
typealias Note = RpcV1.GoAway

extension RpcV1.GoAway {
  /// The message of a call with an index; `byteCount` bytes of it say nothing.
  init(call: Int, index: Int, byteCount: Int) {
    self.init()
    lastStream = UInt32(call)
    code = UInt32(index)
    reason = String(repeating: "n", count: byteCount)
  }

  /// Whether this is that message.
  func isNote(of call: Int, index: Int, byteCount: Int) -> Bool {
    Int(lastStream) == call && Int(code) == index && reason.utf8.count == byteCount
  }
}

/// The methods that simulated calls are of: one of each kind, and one that is answered at once.
enum SimulatedMethods {
  private static let service = "s.S"
  static let now = Method<Note, Note>(service: service, name: "N", kind: .unary)
  static let unary = Method<Note, Note>(service: service, name: "U", kind: .unary)
  static let answers = Method<Note, Note>(service: service, name: "A", kind: .serverStreaming)
  static let requests = Method<Note, Note>(service: service, name: "R", kind: .clientStreaming)
  static let both = Method<Note, Note>(service: service, name: "B", kind: .bidirectional)

  /// The same as `unary`, of a method that may be processed again.
  static let again = Method<Note, Note>(service: service, name: "I", kind: .unary, idempotency: .idempotent)

  static let all = [now, unary, answers, requests, both, again].map(\.untyped)

  /// The key of the metadata that tells a handler which call it answers.
  static let callKey = "c"
  /// The key of the metadata that a handler sends.
  static let answerKey = "a"
}
