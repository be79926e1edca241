package import RPCSocket
package import RPCTLS

/// Where the gateway is, and how the way there is secured.
package struct GatewayAddress: Sendable {
  package let endpoint: Endpoint
  /// Nil = plain. Used on TCP only.
  package var tls: TLSFiles?
  /// The name that the gateway's certificate must have; empty = the endpoint's host.
  package var serverName = ""
  /// Who we are; nil = we do not say.
  package var token: String?
  /// For whom we act; nil = for ourselves.
  package var onBehalfOf: String?

  package init(endpoint: Endpoint) {
    self.endpoint = endpoint
  }
}
