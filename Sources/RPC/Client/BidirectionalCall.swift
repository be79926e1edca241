public import Messages

/// A call with a stream of requests and a stream of answers, as its caller sees it. One task may write while another
/// reads.
public struct BidirectionalCall<Request: Message, Response: Message>: Sendable {
  /// Where the requests go.
  public let requests: RequestWriter<Request>
  /// Where the answers come from.
  public let responses: ResponseStream<Response>

  /// Ends the call.
  public func cancel() {
    responses.cancel()
  }
}
