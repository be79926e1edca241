/// A call on a channel's connection as its caller holds it: the call is cancelled when the caller lets go of it.
final class CoreExchange: StreamingExchange {
  private let call: StreamingCall
  private let channel: ClientChannel

  init(call: StreamingCall, channel: ClientChannel) {
    self.call = call
    self.channel = channel
  }

  deinit {
    channel.cancel(call)
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    let error: RPCError? = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        channel.onLoop { [call] in
          call.send(message, isCompressed: isCompressed) { continuation.resume(returning: $0) }
        }
      }
    } onCancel: {
      channel.cancel(call)
    }
    if let error { throw error }
  }

  func finishSending() {
    channel.onLoop { [call] in call.finishSending() }
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    let result: Result<ReceivedMessage?, RPCError> = await withTaskCancellationHandler {
      do throws(RPCError) {
        return .success(try await call.answers.next())
      } catch {
        return .failure(error)
      }
    } onCancel: {
      channel.cancel(call)
    }
    let message = try result.get()
    let consumed = call.answers.takeConsumedByteCount()
    if consumed > 0 { channel.noteConsumed(call, byteCount: consumed) }
    guard let message else { return nil }
    do throws(RPCError) {
      return try message.inflated(byteCountMax: call.inflatedBytesMax, failureCode: .internalError)
    } catch {
      channel.giveUp(call, error)
      throw error
    }
  }

  func initialMetadata() async -> Metadata {
    await withTaskCancellationHandler {
      await call.headers.initial()
    } onCancel: {
      channel.cancel(call)
    }
  }

  var trailers: Metadata { call.headers.trailers }

  func cancel() {
    channel.cancel(call)
  }
}
