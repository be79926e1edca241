internal import Wire

/// A call with one request and a stream of answers.
///
/// Unchecked: as of its superclass, everything mutable is touched on the channel's loop only.
final class StreamingCall: BytesCall, @unchecked Sendable {
  let queue: ResponseQueue
  private var assembly = MessageAssembly()

  init(
    path: String,
    request: [UInt8],
    options: CallOptions,
    isRepeatable: Bool,
    time: any TimeSource,
    queue: ResponseQueue
  ) throws(RPCError) {
    self.queue = queue
    try super.init(path: path, request: request, options: options, isRepeatable: isRepeatable, time: time)
  }

  override func received(_ header: FrameHeader, _ fragment: DataFragment, _ body: UnsafeRawBufferPointer) {
    guard fragment.hasMessage else { return }
    assembly.add(fragment, UnsafeRawBufferPointer(rebasing: body[fragment.byteOffset...]))
    if fragment.isLast { queue.append(assembly.take()) }
    returnCredit(consumed: 0)
  }

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?
  ) {
    if status.code == 0 {
      if let message { queue.append([UInt8](message)) }
      queue.finish(nil)
    } else {
      queue.finish(BytesCall.error(status, metadata))
    }
  }

  override func failed(_ error: RPCError) {
    queue.finish(error)
  }
}
