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
  /// The method without the types.
  public let untyped: AnyMethod

  /// Full service name: "ocop.registry.v1.Registry".
  public var service: String { untyped.service }
  /// Method name: "GetRecord".
  public var name: String { untyped.name }
  /// Which side sends more than one message.
  public var kind: MethodKind { untyped.kind }
  /// What happens when a call is made twice.
  public var idempotency: Idempotency { untyped.idempotency }
  /// Who may call it.
  public var access: MethodAccess { untyped.access }
  /// What travels: "ocop.registry.v1.Registry/GetRecord".
  public var path: String { untyped.path }

  /// A method by its names.
  public init(
    service: String,
    name: String,
    kind: MethodKind,
    idempotency: Idempotency = .unknown,
    access: MethodAccess = .nobody
  ) {
    untyped = AnyMethod(service: service, name: name, kind: kind, idempotency: idempotency, access: access)
  }
}
