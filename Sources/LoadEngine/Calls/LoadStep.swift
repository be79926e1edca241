internal import Messages
package import RPC

/// A call that a load makes again and again.
package struct LoadStep {
  /// "ocop.registry.v1.Registry/GetRecord".
  package let path: String
  /// Which side sends more than one message.
  package let kind: MethodKind
  /// Whether the call says that it may be repeated.
  package var isIdempotent = false
  /// Where its requests come from.
  package let requests: any RequestSource
  /// Sent with every call, such as a token.
  package var metadata = Metadata()
  /// How long a call may take once it was sent, in nanoseconds, above 0. The call is cancelled then.
  package var timeoutNanoseconds: Int64 = 10_000_000_000
  /// Requests of one call, where the method takes several; the stream ends after them.
  package var requestCount = 1
  /// A call whose answers have no end is ended by this side after so many; 0 = the other side ends it.
  package var answerCountMax = 0
  /// Whether the end of its time is how it was meant to end, for calls whose answers have no end.
  package var endsWithTimeout = false
  /// Codes that are no error.
  package var expectedCodes: Set<StatusCode> = [.ok]
  /// Time between the step before and this one, in nanoseconds.
  package var pauseNanoseconds: Int64 = 0
  /// Whether later steps read its answer.
  package var keepsAnswer = false
  /// What is wrong with an answer, of a stream the last one; nil = nothing is. Asked of calls that ended with OK.
  package var check: ((_ answer: [UInt8]) -> String?)?

  package init(path: String, kind: MethodKind, requests: any RequestSource) {
    self.path = path
    self.kind = kind
    self.requests = requests
  }

  /// The encoded OpenMetadata of its calls.
  var openMetadata: [UInt8] {
    var open = RpcV1.OpenMetadata()
    open.method = path
    return open.encodedBytes() + metadata.encodedOpenMetadata
  }

  /// Whether a call has one request, which travels with its OPEN.
  var sendsOneRequest: Bool { kind == .unary || kind == .serverStreaming }
}
