/// A streaming call that may be made again, as its caller holds it: it is cancelled when the caller lets go of it.
final class RepeatedExchange: StreamingExchange {
  private let call: RepeatedStream

  init(_ call: RepeatedStream) {
    self.call = call
  }

  deinit {
    call.cancel()
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    try await call.send(message, isCompressed: isCompressed)
  }

  func finishSending() { call.finishSending() }

  func nextResponse() async throws(RPCError) -> [UInt8]? { try await call.nextResponse() }

  func initialMetadata() async -> Metadata { await call.initialMetadata() }

  var trailers: Metadata { call.trailers }

  func cancel() { call.cancel() }
}
