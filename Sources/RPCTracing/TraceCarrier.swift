internal import RPC

/// What of a call carries its trace.
struct TraceCarrier: Sendable {
  /// The field of its own that W3C's traceparent has; empty = none.
  var traceparent: String
  /// Everything else.
  var metadata: Metadata
  /// Bytes that were put into the metadata.
  var injectedByteCount = 0

  init(traceparent: String, metadata: Metadata) {
    self.traceparent = traceparent
    self.metadata = metadata
  }
}
