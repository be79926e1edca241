public import RPC

extension Router {
  /// Makes a span of each call of the methods in `scope`. Nothing changes without a tracer; with one, handlers that
  /// would run on the event loop at once run in tasks. Calls that a relay passes on keep their trace as it is.
  /// - Parameter tracer: makes the spans; nil = none.
  public mutating func traceCalls(
    _ scope: InterceptionScope = .all,
    with tracer: CallTracer? = .installed
  ) {
    guard let tracer else { return }
    intercept(scope, wrappingWith: ServerTracing(tracer: tracer))
  }
}
