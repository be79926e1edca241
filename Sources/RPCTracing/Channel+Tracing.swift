public import RPC

extension Channel {
  /// This channel with a span for each of its calls; without a tracer the channel itself. Around a `RetryingChannel`
  /// there is one span for a call however often it is made; inside of it, which is better, since each is answered by
  /// itself, one for each attempt (`ClientConfiguration.attemptInterceptors`).
  /// - Parameters:
  ///   - server: where the calls go.
  ///   - tracer: makes the spans; nil = none.
  public func traced(server: TracedServer? = nil, by tracer: CallTracer? = .installed) -> any Channel {
    guard let tracer else { return self }
    return intercepted(by: [tracer.interceptor(server: server)])
  }
}

extension CallTracer {
  /// The interceptor that makes the spans of a channel's calls.
  /// - Parameter server: where the calls go.
  public func interceptor(server: TracedServer? = nil) -> any ClientInterceptor {
    ClientTracing(tracer: self, server: server)
  }
}
