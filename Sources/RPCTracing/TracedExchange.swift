internal import RPC

/// A streaming call with its span, which ends with the call: with its last answer, its failure, or when the caller
/// gives it up or lets go of it.
final class TracedExchange: WrappingExchange {
  let wrapped: any StreamingExchange
  private let span: CallSpan

  init(_ wrapped: any StreamingExchange, _ span: CallSpan) {
    self.wrapped = wrapped
    self.span = span
  }

  deinit {
    span.end(.cancelled, "the caller let go of the call")
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    do throws(RPCError) {
      let response = try await wrapped.nextResponse()
      if response == nil { span.end(nil) }
      return response
    } catch {
      span.end(error)
      throw error
    }
  }

  func cancel() {
    wrapped.cancel()
    span.end(.cancelled, "the caller gave the call up")
  }
}
