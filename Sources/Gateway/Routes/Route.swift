import RPCSocket

/// Where the calls of one service go, and what they may take.
struct Route: Hashable, Sendable {
  /// What the service is called: "listing"; its full name where it has no other.
  var name: String
  /// Full name of the service: "ocop.listing.v1.Listing".
  var service: String
  /// Where its processes are.
  var addresses: ServiceAddresses
  /// Most calls in flight at each of them; nil = what holds for all.
  var callsMax: Int?
  /// Longest time of a call; nil = as long as its caller says.
  var timeoutMax: Duration?
}
