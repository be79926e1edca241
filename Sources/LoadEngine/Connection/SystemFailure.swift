internal import Glibc

/// What the operating system refused.
package struct SystemFailure: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ what: String, _ number: CInt) {
    description = "\(what): \(String(cString: strerror(number)))"
  }

  init(_ description: String) {
    self.description = description
  }
}
