public import RPCSocket

/// The keys about what is shown of a daemon.
public enum ObservationKeys {
  /// Where metrics, health and the debug page are served; nil = nowhere.
  public static let adminListen = ConfigurationKey<Endpoint?>(
    name: "admin_listen",
    placeholder: "ENDPOINT",
    defaultText: "off",
    allowed: "off, or tcp:HOST:PORT",
    explanation: "Where to serve /metrics, /healthz, /readyz and /debug over HTTP, to everybody who reaches it: "
      + "keep it on 127.0.0.1, or in a network of operators. Port 0 takes a free port; the log says which.",
    example: "tcp:127.0.0.1:0"
  ) { text throws(InvalidConfigurationValue) in
    if text == "off" { return nil }
    do {
      let endpoint = try Endpoint(parsing: text)
      if case .tcp = endpoint { return endpoint }
    } catch {
      throw InvalidConfigurationValue("is neither off nor an endpoint (\(error))")
    }
    throw InvalidConfigurationValue("is a Unix socket; metrics and pages are served over TCP only")
  }

  /// From when on a call is slow.
  public static let slowCallThreshold = ConfigurationKey<Duration>.duration(
    name: "slow_call_threshold",
    default: "500ms",
    rangeMilliseconds: 1...600_000,
    explanation: "Calls that take at least this long are kept, with their timeline, among the last slow calls."
  )

  static let definitions = [adminListen.definition, slowCallThreshold.definition]
}
