public import RPCSocket
public import RPCTracing

extension TracedServer {
  /// A service by where it is.
  public init(_ endpoint: Endpoint) {
    switch endpoint {
    case .tcp(let host, let port): self.init(address: host, port: port)
    case .unix(let path): self.init(address: path)
    }
  }
}
