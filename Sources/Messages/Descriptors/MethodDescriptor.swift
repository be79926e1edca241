/// One method of a service. protoc-c's own descriptors do not say what streams, so these are generated.
public struct MethodDescriptor: Sendable, Hashable {
  /// What repeating a call does.
  public enum Idempotency: Sendable, Hashable {
    /// Not said: it may do its work twice.
    case unknown
    /// It changes nothing.
    case noSideEffects
    /// Doing it twice is doing it once.
    case idempotent
  }

  /// Full name of the service: "ocop.registry.v1.Registry".
  public let serviceFullName: String
  /// Name: "GetRecord".
  public let name: String
  /// The request.
  public let input: MessageDescriptor
  /// The response, or each response of a stream.
  public let output: MessageDescriptor
  /// True when the client sends a stream of requests.
  public let isClientStreaming: Bool
  /// True when the server answers with a stream of responses.
  public let isServerStreaming: Bool
  /// What repeating a call does.
  public let idempotency: Idempotency
  /// Who may call it.
  public let access: MethodAccess
  /// The schema's comment on it; empty when there is none.
  public let documentation: String

  /// Full method as it travels: "ocop.registry.v1.Registry/GetRecord".
  public var path: String { "\(serviceFullName)/\(name)" }
}
