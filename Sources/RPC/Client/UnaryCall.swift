internal import Wire

/// A call with one request and one answer.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only.
final class UnaryCall: BytesCall, @unchecked Sendable {
  private var assembly = MessageAssembly()
  private var continuation: CheckedContinuation<Result<[UInt8], RPCError>, Never>?

  /// Says who waits for the answer; before the call is submitted.
  func setContinuation(_ continuation: CheckedContinuation<Result<[UInt8], RPCError>, Never>) {
    self.continuation = continuation
  }

  override func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    guard fragment.hasMessage else { return }
    if assembly.isComplete {
      // A second message: the first is kept, the CLOSE decides; this one's bytes are dropped.
      hasSeveralAnswers = true
    } else {
      assembly.add(fragment, UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...]))
    }
    guard case .open(let connection, let slot, _) = state else { return }
    returnCredit(consumed: fragment.isLast ? connection.core.machine.unconsumedByteCount(slot: slot) : 0)
  }

  private var hasSeveralAnswers = false

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?
  ) {
    guard status.code == 0 else {
      finish(.failure(BytesCall.error(status, metadata)))
      return
    }
    if let message {
      if assembly.isComplete { hasSeveralAnswers = true }
      assembly.set(message)
    }
    if hasSeveralAnswers || !assembly.isComplete {
      let count = hasSeveralAnswers ? "more than one answer" : "no answer"
      finish(.failure(RPCError(.internalError, "\(path) returned OK with \(count)")))
    } else {
      finish(.success(assembly.take()))
    }
  }

  override func failed(_ error: RPCError) {
    finish(.failure(error))
  }

  private func finish(_ result: Result<[UInt8], RPCError>) {
    let continuation = continuation
    self.continuation = nil
    continuation?.resume(returning: result)
  }
}
