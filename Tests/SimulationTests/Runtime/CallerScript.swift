import Messages
import TestSupport

@testable import RPC

/// What the caller of a simulated call does.
struct CallerScript {
  let call: RuntimeCall
  let channel: any Channel
  let loop: SimulatedLoop
  let executor: SimulatedExecutor

  private var plan: CallPlan { call.plan }

  func run() async {
    var options = CallOptions()
    options.timeout = plan.timeoutNanoseconds.map { .nanoseconds($0) }
    options.metadata = [SimulatedMethods.callKey: "\(call.number)"]
    options.compressesRequests = plan.compresses
    options.acceptsCompressedResponses = plan.compresses
    options.waitsForReady = plan.waitsForReady
    options.repeatsUnprocessed = plan.repeatsUnprocessed
    do throws(RPCError) {
      if plan.method.kind == .unary {
        let answer = try await channel.unary(plan.method, request: request(0), options: options)
        call.received(answer.message)
        checkMetadata(answer.metadata, answer.trailers)
        call.ended(nil)
      } else {
        let sends = plan.method.kind != .serverStreaming
        let first = sends ? nil : request(0)
        try await stream(channel.stream(plan.method, request: first, options: options), sends: sends)
      }
    } catch {
      call.ended(error)
    }
  }

  private func request(_ index: Int) -> [UInt8] {
    Note(call: call.number, index: index, byteCount: plan.requestSizes[index]).encodedBytes()
  }

  private func pause() async {
    if plan.callerPauseMax == 0 { return }
    await loop.pause(nanoseconds: Int64(call.world.random.below(plan.callerPauseMax)))
  }

  // MARK: Streams

  private func stream(_ exchange: any StreamingExchange, sends: Bool) async throws(RPCError) {
    let sender = sends ? Task(executorPreference: executor) { await send(exchange) } : nil
    let result: Result<Bool, RPCError>
    do throws(RPCError) {
      result = .success(try await read(exchange))
    } catch {
      result = .failure(error)
    }
    // Nobody is left behind: a call that has ended wakes whoever still sends.
    await sender?.value
    switch result {
    case .success(true): call.ended(nil)
    case .success(false): call.ended(RPCError(.cancelled, "the caller has heard enough"))
    case .failure(let error):
      await checkEndIsKept(exchange, error)
      call.ended(error)
    }
  }

  private func send(_ exchange: any StreamingExchange) async {
    for index in plan.requestSizes.indices {
      await pause()
      do throws(RPCError) {
        try await exchange.send(request(index), isCompressed: plan.compresses)
      } catch {
        call.world.expect(error.code == .cancelled, "sending for \(call.description) fails with \(error)")
        return
      }
    }
    await pause()
    exchange.finishSending()
  }

  /// Reads to the end.
  /// - Returns: false when the caller has ended the call before that.
  private func read(_ exchange: any StreamingExchange) async throws(RPCError) -> Bool {
    var initialMetadata: Metadata?
    if plan.hasMetadata && plan.method.kind == .serverStreaming { initialMetadata = await exchange.initialMetadata() }
    while true {
      if call.answerCount == plan.stopsAfterAnswers {
        call.isGivenUp = true
        exchange.cancel()
        return false
      }
      await pause()
      guard let answer = try await exchange.nextResponse() else { break }
      call.received(answer)
    }
    if let again = try await exchange.nextResponse() { call.received(again) }
    checkMetadata(initialMetadata, exchange.trailers)
    return true
  }

  /// Who reads on after the end hears of the same end.
  private func checkEndIsKept(_ exchange: any StreamingExchange, _ error: RPCError) async {
    do throws(RPCError) {
      let answer = try await exchange.nextResponse()
      call.world.fail("\(answer == nil ? "a good end" : "an answer") comes after the failure of \(call.description)")
    } catch {
      // A caller's own cancellation may be told in place of nothing, never of another end.
    }
  }

  private func checkMetadata(_ initial: Metadata?, _ trailers: Metadata) {
    let expected = plan.hasMetadata && plan.method.path != SimulatedMethods.now.path ? "\(call.number)" : nil
    call.world.expect(
      trailers[SimulatedMethods.answerKey] == expected,
      "other trailers than those of \(call.description)"
    )
    guard let initial else { return }
    let isRight = initial[SimulatedMethods.answerKey] == expected
    call.world.expect(isRight, "other initial metadata than those of \(call.description)")
  }
}
