internal import Synchronization

/// What belongs to one call on the answering side: what its OPEN said, and what its handler adds to the answer. Shared
/// by all copies of its `CallContext`.
final class CallState: Sendable {
  struct Answer {
    var initialMetadata: Metadata = [:]
    var trailers: Metadata = [:]
    /// True once HEADERS were sent, or can no longer be.
    var isInitialMetadataSent = false
  }

  let path: String
  /// The method; nil when the handler is called directly, without a connection.
  let method: RegisteredMethod?
  /// The call's number on its connection.
  let stream: UInt32
  /// Who calls, as an interceptor has found out; nil where none did.
  let caller: Caller?
  let metadata: Metadata
  let traceparent: String
  let attempt: UInt8
  /// Proxies that the call has passed.
  let hops: UInt8
  let acceptsCompressed: Bool
  let deadlineNanoseconds: Int64?
  let startedNanoseconds: Int64
  let connection: ConnectionFacts
  let answer = Mutex(Answer())
  /// True once the handler has set metadata: the usual call, which has none, looks no further.
  let hasAnswerMetadata = Atomic<Bool>(false)
  let compressesResponses = Atomic<Bool>(false)
  let isRequestCompressed = Atomic<Bool>(false)

  init(
    path: String,
    method: RegisteredMethod? = nil,
    stream: UInt32 = 0,
    caller: Caller? = nil,
    metadata: Metadata,
    traceparent: String,
    attempt: UInt8,
    hops: UInt8,
    acceptsCompressed: Bool,
    deadlineNanoseconds: Int64?,
    startedNanoseconds: Int64,
    connection: ConnectionFacts
  ) {
    self.path = path
    self.method = method
    self.stream = stream
    self.caller = caller
    self.metadata = metadata
    self.traceparent = traceparent
    self.attempt = attempt
    self.hops = hops
    self.acceptsCompressed = acceptsCompressed
    self.deadlineNanoseconds = deadlineNanoseconds
    self.startedNanoseconds = startedNanoseconds
    self.connection = connection
  }

  /// The initial metadata, for the one who sends it first; nil when there is none, or it was sent.
  func takeInitialMetadata() -> Metadata? {
    guard hasAnswerMetadata.load(ordering: .relaxed) else { return nil }
    return answer.withLock { answer in
      if answer.isInitialMetadataSent { return nil }
      answer.isInitialMetadataSent = true
      return answer.initialMetadata.isEmpty ? nil : answer.initialMetadata
    }
  }

  /// What the handler wants to send behind its answer.
  var trailers: Metadata {
    guard hasAnswerMetadata.load(ordering: .relaxed) else { return [:] }
    return answer.withLock { $0.trailers }
  }
}
