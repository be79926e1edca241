/// An exchange around another one, which passes everything on that it does not implement itself. For interceptors that
/// look at the messages of streaming calls:
///
///     final class CountedExchange: WrappingExchange {
///       let wrapped: any StreamingExchange
///       ...
///       func nextResponse() async throws(RPCError) -> [UInt8]? {
///         let response = try await wrapped.nextResponse()
///         ...
///         return response
///       }
///     }
public protocol WrappingExchange: StreamingExchange {
  /// The exchange inside.
  var wrapped: any StreamingExchange { get }
}

extension WrappingExchange {
  /// See `StreamingExchange`.
  public func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    try await wrapped.send(message, isCompressed: isCompressed)
  }

  /// See `StreamingExchange`.
  public func finishSending() { wrapped.finishSending() }

  /// See `StreamingExchange`.
  public func nextResponse() async throws(RPCError) -> [UInt8]? { try await wrapped.nextResponse() }

  /// See `StreamingExchange`.
  public func initialMetadata() async -> Metadata { await wrapped.initialMetadata() }

  /// See `StreamingExchange`.
  public var trailers: Metadata { wrapped.trailers }

  /// See `StreamingExchange`.
  public func cancel() { wrapped.cancel() }
}
