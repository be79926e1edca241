import ClientKit
import Foundation

/// Standard input, read by what is there: a line that is typed is read before the next one is.
enum FileDescriptorInput {
  /// Waits for at most so many bytes; none at the end.
  static func readStandardInput(bytesMax: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    while true {
      let count = bytes.withUnsafeMutableBytes { Foundation.read(STDIN_FILENO, $0.baseAddress, $0.count) }
      let code = errno
      if count >= 0 { return Array(bytes.prefix(count)) }
      if code != EINTR {
        throw CommandFailure(.failure, "standard input cannot be read: \(String(cString: strerror(code)))")
      }
    }
  }
}
