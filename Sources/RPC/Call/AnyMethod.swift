public import Messages

/// A method of a service without the types of its messages: what a channel needs to know to call it.
public struct AnyMethod: Sendable, Hashable {
  /// Full service name: "ocop.registry.v1.Registry".
  public let service: String
  /// Method name: "GetRecord".
  public let name: String
  /// Which side sends more than one message.
  public let kind: MethodKind
  /// What happens when a call is made twice.
  public let idempotency: Idempotency
  /// Who may call it, as far as this side knows.
  public let access: MethodAccess
  /// What travels: "ocop.registry.v1.Registry/GetRecord".
  public let path: String

  /// A method by its names.
  public init(
    service: String,
    name: String,
    kind: MethodKind,
    idempotency: Idempotency = .unknown,
    access: MethodAccess = .nobody
  ) {
    self.service = service
    self.name = name
    self.kind = kind
    self.idempotency = idempotency
    self.access = access
    path = "\(service)/\(name)"
  }

  /// A method by its path; without a "/" the whole path is the service's name.
  public init(path: String, kind: MethodKind, idempotency: Idempotency = .unknown) {
    let slash = path.lastIndex(of: "/") ?? path.endIndex
    service = String(path[..<slash])
    name = slash == path.endIndex ? "" : String(path[path.index(after: slash)...])
    self.kind = kind
    self.idempotency = idempotency
    access = .nobody
    self.path = path
  }
}
