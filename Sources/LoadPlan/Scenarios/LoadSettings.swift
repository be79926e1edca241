/// How much load there is, as far as the file says; nil = not said.
package struct LoadSettings: Sendable, Hashable {
  /// When calls arrive, as it is written: "constant 500/s", "poisson 500/s", "closed".
  package var arrival: String?
  /// How long calls are made, the warm-up not counted.
  package var duration: Duration?
  /// How long calls are made before any is counted.
  package var warmUp: Duration?
  /// Connections to the target, 1 to 10,000.
  package var connections: Int?
  /// Calls that may be under way at once on each connection, 1 to 100,000.
  package var inFlight: Int?
  /// Time that one call may take.
  package var timeout: Duration?

  package init() {}
}
