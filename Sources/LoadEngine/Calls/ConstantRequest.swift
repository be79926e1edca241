/// The same request for every call.
package final class ConstantRequest: RequestSource {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package func withNextRequest(of iteration: LoadIteration?, _ body: (UnsafeRawBufferPointer) -> Void) {
    bytes.withUnsafeBytes(body)
  }
}
