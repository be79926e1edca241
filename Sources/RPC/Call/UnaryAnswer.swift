/// The good end of a call with one answer.
public struct UnaryAnswer: Sendable {
  /// The encoded answer.
  public var message: [UInt8]
  /// The server's initial metadata.
  public var metadata: Metadata
  /// The server's trailing metadata.
  public var trailers: Metadata

  /// An answer by its parts.
  public init(message: [UInt8], metadata: Metadata = [:], trailers: Metadata = [:]) {
    self.message = message
    self.metadata = metadata
    self.trailers = trailers
  }
}
