/// The good end of a call with one answer, decoded.
public struct UnaryResponse<Response: Sendable>: Sendable {
  /// The answer.
  public var message: Response
  /// The server's initial metadata.
  public var metadata: Metadata
  /// The server's trailing metadata.
  public var trailers: Metadata
}
