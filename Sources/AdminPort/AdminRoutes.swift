/// What the admin port has, by path.
public struct AdminRoutes: Sendable {
  /// Makes an answer. It must return soon: a caller waits.
  public typealias Handler = @Sendable (AdminRequest) async -> AdminResponse

  private var handlers: [String: Handler] = [:]

  /// Nothing.
  public init() {}

  /// Answers requests of a path.
  public mutating func get(_ path: String, _ handler: @escaping Handler) {
    precondition(handlers[path] == nil && path.hasPrefix("/"), "\(path) is routed twice, or is no path")
    handlers[path] = handler
  }

  /// The paths, sorted.
  public var paths: [String] { handlers.keys.sorted() }

  func handler(for path: String) -> Handler? { handlers[path] }
}
