public import Messages

/// Which side sends more than one message.
public enum MethodKind: Sendable, Hashable {
  /// One request, one answer.
  case unary
  /// Many requests, one answer.
  case clientStreaming
  /// One request, many answers.
  case serverStreaming
  /// Many requests, many answers.
  case bidirectional
}

/// What happens when a call is made twice.
public enum Idempotency: Sendable, Hashable {
  /// Not said: it is not repeated.
  case unknown
  /// It changes nothing.
  case noSideEffects
  /// The second call has no further effect.
  case idempotent
}

/// A method of a service, with the types of its messages.
public struct Method<Request: Message, Response: Message>: Sendable {
  /// Full service name: "ocop.registry.v1.Registry".
  public let service: String
  /// Method name: "GetRecord".
  public let name: String
  /// Which side sends more than one message.
  public let kind: MethodKind
  /// What happens when a call is made twice.
  public let idempotency: Idempotency
  /// What travels: "ocop.registry.v1.Registry/GetRecord".
  public let path: String

  /// A method by its names.
  public init(service: String, name: String, kind: MethodKind, idempotency: Idempotency = .unknown) {
    self.service = service
    self.name = name
    self.kind = kind
    self.idempotency = idempotency
    path = "\(service)/\(name)"
  }
}
