import ClientKit
import Messages
import RPC

/// One call of a method whose messages were learnt from the daemon.
struct CallRun: Sendable {
  let method: MethodDescriptor
  let channel: any Channel
  let session: Session
  let options: CallOptions
  /// Whether the server's metadata is printed, as diagnostics.
  let showsMetadata: Bool

  /// Makes the call and prints its answers: a single one over several lines, those of a stream on one line each, as
  /// they come.
  ///
  /// - Throws: `RPCError` for how the call ended; ``CommandFailure`` for a request that is none.
  func run(_ texts: [String]) async throws {
    do {
      switch (method.isClientStreaming, method.isServerStreaming) {
      case (false, false): try await unary(texts)
      case (false, true):
        let request = try CallRequests.single(texts, of: method, session: session)
        try await receive(try channel.stream(method.callable, request: request, options: options))
      case (true, _): try await exchange(texts)
      }
    } catch let error as RPCError {
      if showsMetadata { try show(error.trailers, as: "trailers") }
      throw error
    }
  }

  private func unary(_ texts: [String]) async throws {
    let request = try CallRequests.single(texts, of: method, session: session)
    let answer = try await channel.unary(method.callable, request: request, options: options)
    if showsMetadata { try show(answer.metadata, as: "initial metadata") }
    try print(answer.message)
    if showsMetadata { try show(answer.trailers, as: "trailers") }
  }

  /// Sends requests as they come and prints answers as they come, neither waiting for the other.
  private func exchange(_ texts: [String]) async throws {
    // Looked at before the call is made.
    let requests = try CallRequests(texts, of: method.input, session: session)
    let exchange = try channel.stream(method.callable, request: nil, options: options)
    let fault = try await withThrowingTaskGroup(of: Side.self) { group in
      group.addTask { .requests(await send(requests, to: exchange)) }
      group.addTask {
        try await receive(exchange)
        return .answers
      }
      var fault: CommandFailure?
      var end: (any Error)?
      while let result = await group.nextResult() {
        switch result {
        case .success(.requests(let found)): fault = found
        // The end of the answers is the end of the call, whatever is still to be sent.
        case .success(.answers): group.cancelAll()
        case .failure(let error):
          end = error
          group.cancelAll()
        }
      }
      // What is wrong with a request comes before what the call, which was cancelled because of it, ended with.
      if let fault { return fault as CommandFailure? }
      if let end { throw end }
      return nil
    }
    if let fault { throw fault }
  }

  /// The two sides of a call that run beside each other, as they end.
  private enum Side {
    /// With what is wrong with a request, if something is.
    case requests(CommandFailure?)
    case answers
  }

  /// Sends the requests. Returns what is wrong with one of them; the call is then cancelled.
  private func send(_ requests: CallRequests, to exchange: any StreamingExchange) async -> CommandFailure? {
    var requests = requests
    do {
      while let request = try await requests.next() {
        try await exchange.send(request, isCompressed: options.compressesRequests)
      }
      exchange.finishSending()
      return nil
    } catch let failure as CommandFailure {
      exchange.cancel()
      return failure
    } catch let error as RPCError where error.code == .resourceExhausted {
      // A request that is larger than the server takes.
      exchange.cancel()
      return CommandFailure(call: error, gateway: "")
    } catch {
      // The call has ended, and its answers say how; or the command was interrupted.
      return nil
    }
  }

  private func receive(_ exchange: any StreamingExchange) async throws {
    if showsMetadata { try show(await exchange.initialMetadata(), as: "initial metadata") }
    var answerCount = 0
    while let answer = try await exchange.nextResponse() {
      answerCount += 1
      if !method.isServerStreaming && answerCount > 1 {
        exchange.cancel()
        throw RPCError(.internalError, "\(method.path) returned more than one answer")
      }
      try print(answer)
    }
    if !method.isServerStreaming && answerCount == 0 {
      throw RPCError(.internalError, "\(method.path) returned OK with no answer")
    }
    if showsMetadata { try show(exchange.trailers, as: "trailers") }
  }

  private func print(_ answer: [UInt8]) throws {
    let json = MessageJSON.value(of: try DynamicMessage(method.output, decodingBytes: answer))
    try session.output.write(method.isServerStreaming ? JSONWriter.oneLine(json) + "\n" : JSONWriter.indented(json))
  }

  private func show(_ metadata: Metadata, as title: String) throws {
    try session.note(MetadataText.lines(metadata, title: title))
  }
}
