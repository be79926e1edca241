import Foundation
import Identity
import Logging
import RPC
import RPCSocket
import RPCTLS

extension Session {
  /// The session of this process: its standard streams, its environment, real sockets.
  static func process() -> Session {
    Session(
      output: FileDescriptorOutput(descriptor: STDOUT_FILENO),
      diagnostics: FileDescriptorOutput(descriptor: STDERR_FILENO),
      environment: ProcessInfo.processInfo.environment,
      openChannel: { address in
        // What goes wrong with a connection reaches the user as the error of the call that met it.
        let logger = Logger(label: "ocop") { _ in SwiftLogNoOpLogHandler() }
        var configuration = SocketChannel.Configuration()
        if let files = address.tls {
          do throws(SocketError) {
            configuration.security = try TLS.client(files, serverName: address.serverName, logger: logger)
          } catch {
            throw CommandFailure(.usage, "TLS cannot be used: \(error.message)")
          }
        }
        let channel = SocketChannel(endpoint: address.endpoint, configuration: configuration, logger: logger)
        var interceptors: [any ClientInterceptor] = []
        if let token = address.token { interceptors.append(TokenInterceptor(token: token)) }
        if let name = address.onBehalfOf { interceptors.append(OnBehalfOfInterceptor(name: name)) }
        return channel.intercepted(by: interceptors)
      },
      readInputChunk: { try FileDescriptorInput.readStandardInput(bytesMax: $0) },
      pause: { duration in try await Task.sleep(for: duration) }
    )
  }
}
