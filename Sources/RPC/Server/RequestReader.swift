internal import Synchronization

/// Where the encoded requests of a call come from.
protocol RequestReader: Sendable {
  /// The next one; nil after the last.
  func nextRequest() async throws(RPCError) -> [UInt8]?
}

/// Requests that are there already.
final class RequestList: RequestReader {
  private let requests: Mutex<ArraySlice<[UInt8]>>

  init(_ requests: [[UInt8]]) {
    self.requests = Mutex(requests[...])
  }

  func nextRequest() async throws(RPCError) -> [UInt8]? {
    requests.withLock { $0.popFirst() }
  }
}
