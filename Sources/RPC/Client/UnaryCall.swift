internal import Wire

/// A call with one request and one answer.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only.
final class UnaryCall: BytesCall, @unchecked Sendable {
  private var assembly = MessageAssembly()
  private var initialMetadata: Metadata = [:]
  private var continuation: CheckedContinuation<Result<UnaryAnswer, RPCError>, Never>?

  /// Says who waits for the answer; before the call is submitted.
  func setContinuation(_ continuation: CheckedContinuation<Result<UnaryAnswer, RPCError>, Never>) {
    self.continuation = continuation
  }

  override func receivedHeaders(_ metadata: UnsafeRawBufferPointer) throws(RPCError) {
    initialMetadata = try BytesCall.initialMetadata(metadata)
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
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool
  ) {
    guard status.code == 0 else {
      finish(.failure(BytesCall.error(status, metadata)))
      return
    }
    if let message {
      if assembly.isComplete { hasSeveralAnswers = true }
      assembly.set(message, isCompressed: isCompressed)
    }
    if hasSeveralAnswers || !assembly.isComplete {
      let count = hasSeveralAnswers ? "more than one answer" : "no answer"
      finish(.failure(RPCError(.internalError, "\(path) returned OK with \(count)")))
      return
    }
    do throws(RPCError) {
      let answer = try assembly.take().inflated(byteCountMax: inflatedBytesMax, failureCode: .internalError)
      finish(
        .success(
          UnaryAnswer(message: answer, metadata: initialMetadata, trailers: BytesCall.trailers(metadata))
        )
      )
    } catch {
      finish(.failure(error))
    }
  }

  override func failed(_ error: RPCError) {
    finish(.failure(error))
  }

  private func finish(_ result: Result<UnaryAnswer, RPCError>) {
    if case .failure(let error) = result { noteEnd(error) } else { noteEnd(nil) }
    let continuation = continuation
    self.continuation = nil
    continuation?.resume(returning: result)
  }
}
