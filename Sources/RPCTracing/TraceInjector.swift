internal import RPC
internal import Tracing

/// Writes what a tracer says. A broken tracer must never break a call: what could not be sent is left out.
struct TraceInjector: Injector {
  static let traceparentKey = "traceparent"
  /// Bytes of keys and values that a tracer may add to a call's metadata, of which there are 8192 in all.
  static let byteCountMax = 2_048

  func inject(_ value: String, forKey key: String, into carrier: inout TraceCarrier) {
    let key = key.lowercased()
    if key == TraceInjector.traceparentKey {
      if Traceparent.isValid(value) { carrier.traceparent = value }
      return
    }
    let byteCount = key.utf8.count + value.utf8.count
    guard carrier.injectedByteCount + byteCount <= TraceInjector.byteCountMax else { return }
    let entry: Metadata = [key: value]
    guard entry.isValid else { return }
    carrier.injectedByteCount += byteCount
    carrier.metadata.removeAll(forKey: key)
    carrier.metadata.append(value, forKey: key)
  }
}
