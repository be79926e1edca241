/// The requests of a streaming call that may have to be sent again, as a value. It grows up to a limit; beyond it the
/// call is committed to its present attempt, and what was sent is let go.
struct ReplayBuffer: Sendable {
  struct Request: Sendable {
    let bytes: [UInt8]
    let isCompressed: Bool
  }

  /// What a kept request costs beside its bytes.
  static let overheadBytes = 32

  private let bytesMax: Int
  private var requests: [Request] = []
  /// Requests let go; the first kept one has this number.
  private var droppedCount = 0
  private var keptByteCount = 0
  /// Requests that the present attempt has sent.
  private(set) var sentCount = 0
  private(set) var isCommitted = false

  init(bytesMax: Int) {
    self.bytesMax = bytesMax
  }

  /// Requests there are, those included that were let go.
  var count: Int { droppedCount + requests.count }

  /// Requests that are kept.
  var keptCount: Int { requests.count }

  /// Adds a request. More than is to be kept commits the call.
  mutating func append(_ request: Request) {
    requests.append(request)
    keptByteCount += request.bytes.count + ReplayBuffer.overheadBytes
    if keptByteCount > bytesMax { commit() }
  }

  /// The request to be sent next.
  var next: Request? { sentCount < count ? requests[sentCount - droppedCount] : nil }

  /// It was sent.
  mutating func noteSent() {
    sentCount += 1
    dropSent()
  }

  /// There will be no other attempt.
  mutating func commit() {
    isCommitted = true
    dropSent()
  }

  /// Another attempt begins: everything is sent again.
  mutating func rewind() {
    precondition(!isCommitted, "a call that is committed is not sent again")
    sentCount = 0
  }

  private mutating func dropSent() {
    if !isCommitted || sentCount == droppedCount { return }
    for request in requests.prefix(sentCount - droppedCount) {
      keptByteCount -= request.bytes.count + ReplayBuffer.overheadBytes
    }
    requests.removeFirst(sentCount - droppedCount)
    droppedCount = sentCount
  }
}
