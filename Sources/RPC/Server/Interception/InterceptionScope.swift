public import Messages

/// Which calls an interceptor sees.
public enum InterceptionScope: Hashable, Sendable {
  /// Those of all methods.
  case all
  /// Those of one service, by its full name: "ocop.registry.v1.Registry".
  case service(String)
  /// Those of one method, by its path: "ocop.registry.v1.Registry/GetRecord".
  case path(String)

  /// The calls of one method.
  public static func method<Request: Message, Response: Message>(
    _ method: Method<Request, Response>
  ) -> InterceptionScope {
    .path(method.path)
  }

  func contains(service: String, path: String) -> Bool {
    switch self {
    case .all: true
    case .service(let name): name == service
    case .path(let name): name == path
    }
  }
}
