public import Logging

/// A channel over many servers that offer the same: keeps a channel to each address that a resolver tells, and gives
/// each call to one of them, as its policy says. Members that cannot be reached, say that they are not serving, or
/// answer badly, get none.
///
/// A call for which no member is ready waits while one is being connected to, and fails with UNAVAILABLE at once when
/// none can be reached, unless it waits for that as well (`CallOptions.waitsForReady`). A call with one request that
/// its member certainly did not process is given to another member, once; everything else about repetition is
/// `RetryingChannel`, around this channel.
///
/// End it with `close()`.
public final class PooledChannel: Channel {
  private let core: PoolCore

  /// A pool that begins to resolve addresses at once.
  /// - Parameters:
  ///   - driver: the loop for timers: the one that the members' connections live on.
  ///   - makeChannel: makes the channel to an address.
  public init(
    resolver: any AddressResolver,
    configuration: PoolConfiguration = PoolConfiguration(),
    driver: any LoopDriver,
    logger: Logger,
    makeChannel: @escaping @Sendable (PoolAddress) -> any ConnectionAwareChannel
  ) {
    let contradictions = configuration.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    core = PoolCore(
      resolver: resolver,
      configuration: configuration,
      driver: driver,
      logger: logger,
      makeChannel: makeChannel
    )
    core.start()
  }

  /// How the members stand, in the list's order, those that left last.
  public var members: [PoolMemberState] { core.snapshot }

  /// How many calls wait for a member to become ready.
  public var waitingCallCount: Int { core.waitingCallCount }

  /// Ends the pool and the channels of its members.
  public func close() async {
    await core.close()
  }

  // MARK: Calls with one answer

  /// Of a call that waits for a ready member: how often it may lose the member again before it is sent.
  private static let lostMembersMax = 16

  /// See `Channel.unary`.
  public func unary(
    _ method: AnyMethod,
    request: [UInt8],
    options: CallOptions
  ) async throws(RPCError) -> UnaryAnswer {
    var options = options.inheriting(CallContext.current)
    let deadline = options.timeout.map { core.driver.nowNanoseconds + $0.nanosecondsClamped }
    var repetitionsLeft = options.repeatsUnprocessed ? 1 : 0
    var lostMembersLeft = options.waitsForReady ? PooledChannel.lostMembersMax : 0
    while true {
      var ready = try core.pick(options)
      if ready == nil { ready = try await waitForMember(&options, deadline) }
      guard let picked = ready else { continue }
      do throws(RPCError) {
        let answer = try await picked.member.channel.unary(method, request: request, options: options.forMember)
        core.ended(picked.token, nil)
        return answer
      } catch {
        core.ended(picked.token, error)
        guard error.isNotProcessed, error.code == .unavailable, !error.isNotRetryable, error.retryAfter == nil
        else { throw error }
        if error.origin == .local && lostMembersLeft > 0 {
          lostMembersLeft -= 1
        } else if repetitionsLeft > 0 {
          repetitionsLeft -= 1
          options.attempt = options.attempt == .max ? .max : options.attempt + 1
        } else {
          throw error
        }
        try leaveTime(&options, deadline)
        let trail = options.trail ?? AttemptTrail()
        if options.trail == nil { trail.append(picked.token) }
        options.trail = trail
      }
    }
  }

  /// Waits for a member; the options then have the time that is left.
  private func waitForMember(
    _ options: inout CallOptions,
    _ deadline: Int64?
  ) async throws(RPCError) -> PoolWaiter.Picked {
    let cell = WaitingCall(core)
    let waiting = options
    let timeout = deadline.map { $0 - core.driver.nowNanoseconds }
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Result<PoolWaiter.Picked, RPCError>, Never>) in
        let number = core.wait(waiting, timeoutNanoseconds: timeout) { continuation.resume(returning: $0) }
        cell.began(number)
      }
    } onCancel: {
      cell.cancel()
    }
    let picked = try result.get()
    do throws(RPCError) {
      try leaveTime(&options, deadline)
    } catch {
      core.ended(picked.token, error)
      throw error
    }
    return picked
  }

  private func leaveTime(_ options: inout CallOptions, _ deadline: Int64?) throws(RPCError) {
    guard let deadline else { return }
    let left = deadline - core.driver.nowNanoseconds
    if left <= 0 { throw RPCError(.deadlineExceeded, "the time for the call ran out", isNotProcessed: true) }
    options.timeout = .nanoseconds(left)
  }

  // MARK: Calls with streams

  /// See `Channel.stream`.
  public func stream(
    _ method: AnyMethod,
    request: [UInt8]?,
    options: CallOptions
  ) throws(RPCError) -> any StreamingExchange {
    let options = options.inheriting(CallContext.current)
    do throws(RPCError) {
      guard let picked = try core.pick(options) else { return wait(method, request, options) }
      return try open(method, request, options, picked)
    } catch  where error.code == .unavailable {
      // That no server can be reached is a call's end, and told where its answers are read.
      let exchange = DeferredExchange()
      exchange.fulfil(.failure(error))
      return exchange
    }
  }

  private func open(
    _ method: AnyMethod,
    _ request: [UInt8]?,
    _ options: CallOptions,
    _ picked: PoolWaiter.Picked
  ) throws(RPCError) -> any StreamingExchange {
    do throws(RPCError) {
      var memberOptions = options.forMember
      memberOptions.repeatsUnprocessed = options.repeatsUnprocessed
      let exchange = try picked.member.channel.stream(method, request: request, options: memberOptions)
      return PooledExchange(exchange, pool: core, token: picked.token)
    } catch {
      core.ended(picked.token, error)
      throw error
    }
  }

  private func wait(_ method: AnyMethod, _ request: [UInt8]?, _ options: CallOptions) -> any StreamingExchange {
    let exchange = DeferredExchange()
    let deadline = options.timeout.map { core.driver.nowNanoseconds + $0.nanosecondsClamped }
    let cell = WaitingCall(core)
    let number = core.wait(options, timeoutNanoseconds: options.timeout?.nanosecondsClamped) { [weak exchange, self] in
      switch $0 {
      case .failure(let error):
        exchange?.fulfil(.failure(error))
      case .success(let picked):
        guard let exchange else {
          self.core.ended(picked.token, RPCError(.cancelled, "the caller gave the call up"))
          return
        }
        var left = options
        do throws(RPCError) {
          try self.leaveTime(&left, deadline)
          let opened = try self.open(method, request, left, picked)
          if !exchange.fulfil(.success(opened)) { opened.cancel() }
        } catch {
          exchange.fulfil(.failure(error))
        }
      }
    }
    exchange.setOnCancel { cell.cancel() }
    cell.began(number)
    return exchange
  }
}

extension CallOptions {
  /// What a member of a pool is told: waiting and repeating is done by the pool.
  fileprivate var forMember: CallOptions {
    var options = self
    options.waitsForReady = false
    options.repeatsUnprocessed = false
    return options
  }
}
