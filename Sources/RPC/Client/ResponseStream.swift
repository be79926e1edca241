/// The answers of a streaming call, for one reader. It ends after the service has said OK and throws `RPCError` when
/// the call ends in any other way. Reading slowly slows the service; memory stays bounded by the call's credit.
///
/// Cancelling the reading task, or letting go of the stream, cancels the call.
public struct ResponseStream<Element: Sendable>: AsyncSequence, Sendable {
  /// What a response stream throws.
  public typealias Failure = RPCError

  let handle: StreamHandle
  let decode: @Sendable ([UInt8]) throws(RPCError) -> Element

  /// Reads the answers in order.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let handle: StreamHandle
    let decode: @Sendable ([UInt8]) throws(RPCError) -> Element

    /// The next answer; nil after the last one.
    public mutating func next() async throws(RPCError) -> Element? {
      guard let bytes = try await handle.next() else { return nil }
      return try decode(bytes)
    }

    /// The next answer; nil after the last one.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(RPCError) -> Element? {
      guard let bytes = try await handle.next() else { return nil }
      return try decode(bytes)
    }
  }

  /// An iterator over the rest of the answers; use one at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(handle: handle, decode: decode)
  }
}

/// Keeps a streaming call alive: the call is cancelled when the last reader lets go of it.
final class StreamHandle: Sendable {
  private let call: StreamingCall
  private let channel: ClientChannel

  init(call: StreamingCall, channel: ClientChannel) {
    self.call = call
    self.channel = channel
  }

  deinit {
    channel.cancel(call)
  }

  func next() async throws(RPCError) -> [UInt8]? {
    let message: [UInt8]?
    do throws(RPCError) {
      message = try await nextOfQueue()
    } catch {
      throw error
    }
    let consumed = call.queue.takeConsumedByteCount()
    if consumed > 0 { channel.noteConsumed(call, byteCount: consumed) }
    return message
  }

  private func nextOfQueue() async throws(RPCError) -> [UInt8]? {
    let result: Result<[UInt8]?, RPCError> = await withTaskCancellationHandler {
      do throws(RPCError) {
        return .success(try await call.queue.next())
      } catch {
        return .failure(error)
      }
    } onCancel: {
      channel.cancel(call)
    }
    return try result.get()
  }
}
