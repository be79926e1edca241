/// Wraps the handlers of calls of any kind: sees and replaces requests and answers, adds metadata, measures, refuses,
/// answers in the handler's place.
///
/// It runs in the call's task, as a handler does. A handler that would run on the event loop at once runs in a task
/// when its method has one; methods without interceptors pay nothing for those of others.
public protocol ServerInterceptor: Sendable {
  /// Takes part in a call.
  ///
  /// - Parameters:
  ///   - exchange: the call, as the interceptor outside of this one has left it.
  ///   - next: the rest of the way: further interceptors, then the handler. Returns when that is done; throws what it
  ///     throws. To be called once, with `exchange` or one around it, or not at all.
  /// - Throws: `RPCError` to end the call with a status; anything else becomes INTERNAL, told only to the log.
  func intercept(
    _ exchange: any ServerExchange,
    next: @Sendable (any ServerExchange) async throws -> Void
  ) async throws
}
