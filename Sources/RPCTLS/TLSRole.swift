#if TLS
  /// Which side of TLS.
  enum TLSRole: Sendable {
    case client
    case server
  }
#endif
