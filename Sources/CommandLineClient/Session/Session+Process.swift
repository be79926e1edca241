import ClientKit
import Foundation
import Logging

extension Session {
  /// The session of this process: its standard streams, its environment, real sockets.
  static func process() -> Session {
    Session(
      output: FileDescriptorOutput(descriptor: STDOUT_FILENO),
      diagnostics: FileDescriptorOutput(descriptor: STDERR_FILENO),
      environment: ProcessInfo.processInfo.environment,
      openChannel: { address in
        // What goes wrong with a connection reaches the user as the error of the call that met it.
        return try address.openChannel(logger: Logger(label: "ocop") { _ in SwiftLogNoOpLogHandler() })
      },
      readInputChunk: { try FileDescriptorInput.readStandardInput(bytesMax: $0) },
      pause: { duration in try await Task.sleep(for: duration) }
    )
  }
}
