import Foundation
import Logging
import RPC
import RPCSocket

extension Session {
  /// The session of this process: its standard streams, its environment, real sockets.
  static func process() -> Session {
    Session(
      output: FileDescriptorOutput(descriptor: STDOUT_FILENO),
      diagnostics: FileDescriptorOutput(descriptor: STDERR_FILENO),
      environment: ProcessInfo.processInfo.environment,
      openChannel: { endpoint in
        // What goes wrong with a connection reaches the user as the error of the call that met it.
        SocketChannel(endpoint: endpoint, logger: Logger(label: "ocop") { _ in SwiftLogNoOpLogHandler() })
      },
      readInput: { bytesMax in
        var bytes: [UInt8] = []
        while let data = try FileHandle.standardInput.read(upToCount: 65_536), !data.isEmpty {
          bytes += data
          if bytes.count > bytesMax {
            throw CommandFailure(.refused, "standard input holds more than \(bytesMax) bytes")
          }
        }
        return bytes
      },
      pause: { duration in try await Task.sleep(for: duration) }
    )
  }
}
