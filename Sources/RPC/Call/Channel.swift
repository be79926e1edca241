/// Makes calls. Sendable and meant to be shared: any number of calls may be open at once.
///
/// A call ends with its answer or with `RPCError`. Cancelling the calling task cancels the call; when its timeout has
/// passed it fails with DEADLINE_EXCEEDED. Whether a call that ended with CANCELLED, DEADLINE_EXCEEDED or UNAVAILABLE
/// had its effect is unknown, unless the error's `isNotProcessed` is true.
///
/// The requirements carry encoded messages; the typed calls of generated clients are built on them. What adds
/// something to calls (a pool, retries, interceptors) is a channel around another one.
public protocol Channel: Sendable {
  /// Makes a call with one request and one answer.
  func unary(_ method: AnyMethod, request: [UInt8], options: CallOptions) async throws(RPCError) -> UnaryAnswer

  /// Opens a call of any kind. Errors of the call come from its answers.
  /// - Parameter request: the only request; nil when requests follow through `StreamingExchange.send`.
  /// - Throws: INVALID_ARGUMENT for metadata that breaks a rule, RESOURCE_EXHAUSTED for more of it than fits,
  ///   DEADLINE_EXCEEDED when no time is left.
  func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange

  /// Ends the channel: open calls and later ones fail with UNAVAILABLE.
  func close() async
}
