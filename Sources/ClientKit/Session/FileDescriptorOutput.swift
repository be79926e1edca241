import Foundation

/// Standard output or standard error.
package struct FileDescriptorOutput: TextOutput {
  private let descriptor: Int32
  package let isTerminal: Bool

  package init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  package func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      let code = errno
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if code == EPIPE {
        throw CommandFailure(.outputClosed, "")
      } else if code != EINTR {
        throw CommandFailure(.failure, "the output cannot be written: \(String(cString: strerror(code)))")
      }
    }
  }
}
