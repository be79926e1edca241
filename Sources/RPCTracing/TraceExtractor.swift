internal import RPC
internal import Tracing

/// Reads what a tracer asks for.
struct TraceExtractor: Extractor {
  func extract(key: String, from carrier: TraceCarrier) -> String? {
    let key = key.lowercased()
    if key == TraceInjector.traceparentKey { return carrier.traceparent.isEmpty ? nil : carrier.traceparent }
    // Several entries of one key are one list, as in HTTP, where tracestate comes from.
    let values = carrier.metadata[texts: key]
    return values.isEmpty ? nil : values.joined(separator: ",")
  }
}
