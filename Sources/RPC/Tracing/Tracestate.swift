/// W3C Trace Context: what travels beside a traceparent for the makers of tracers. Nothing here understands it.
enum Tracestate {
  /// The metadata key, as the recommendation names the header.
  static let key = "tracestate"
  /// Bytes of it that are passed on; the recommendation asks for 512 at least. A longer one is left out, since it
  /// cannot be cut without knowing what it says, and must not make a call's metadata too large.
  static let byteCountMax = 512

  /// What the caller of a call sent, several entries joined; nil when it sent none, or too much.
  static func passed(in metadata: Metadata) -> String? {
    // Most calls have no metadata at all.
    if metadata.isEmpty { return nil }
    let state = metadata[texts: key].joined(separator: ",")
    return state.isEmpty || state.utf8.count > byteCountMax ? nil : state
  }
}
