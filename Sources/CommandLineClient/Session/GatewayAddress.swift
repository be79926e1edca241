import RPCSocket
import RPCTLS

/// Where the gateway is, and how the way there is secured.
struct GatewayAddress: Sendable {
  let endpoint: Endpoint
  /// Nil = plain. Used on TCP only.
  var tls: TLSFiles?
  /// The name that the gateway's certificate must have; empty = the endpoint's host.
  var serverName = ""
  /// Who we are; nil = we do not say.
  var token: String?
  /// For whom we act; nil = for ourselves.
  var onBehalfOf: String?
}
