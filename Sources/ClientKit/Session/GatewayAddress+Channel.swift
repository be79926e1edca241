import Identity
package import Logging
package import RPC
package import RPCSocket
import RPCTLS

extension GatewayAddress {
  /// A channel to the gateway, secured as this says and with the token in every call; connecting may come later.
  ///
  /// - Throws: ``CommandFailure`` when TLS cannot be used with these files.
  package func openChannel(
    configuration: SocketChannel.Configuration = SocketChannel.Configuration(),
    logger: Logger
  ) throws(CommandFailure) -> any Channel {
    var configuration = configuration
    if let files = tls {
      do throws(SocketError) {
        configuration.security = try TLS.client(files, serverName: serverName, logger: logger)
      } catch {
        throw CommandFailure(.usage, "TLS cannot be used: \(error.message)")
      }
    }
    let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: logger)
    var interceptors: [any ClientInterceptor] = []
    if let token { interceptors.append(TokenInterceptor(token: token)) }
    if let onBehalfOf { interceptors.append(OnBehalfOfInterceptor(name: onBehalfOf)) }
    return channel.intercepted(by: interceptors)
  }
}
