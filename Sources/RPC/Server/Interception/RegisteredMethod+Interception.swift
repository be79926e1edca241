internal import Messages

extension RegisteredMethod {
  /// The method as a server runs it: with the interceptors that see its calls, the first one outermost.
  func intercepted(
    admission: [any AdmissionInterceptor],
    wrapping: [any ServerInterceptor]
  ) -> RegisteredMethod {
    var handler = handler
    if !wrapping.isEmpty {
      var chain = exchangeHandler
      for interceptor in wrapping.reversed() {
        let next = chain
        chain = { try await interceptor.intercept($0, next: next) }
      }
      handler = RegisteredMethod.handler(running: chain, kind: kind)
    }
    return RegisteredMethod(copying: self, handler: handler, admissionInterceptors: admission)
  }

  private static func handler(running chain: @escaping ExchangeHandler, kind: MethodKind) -> Handler {
    let hasOneAnswer = kind == .unary || kind == .clientStreaming
    if kind == .unary || kind == .serverStreaming {
      return .task { bytes, call in
        let request = [UInt8](bytes)
        call.run { await CallExchange($0, request: request, hasOneAnswer: hasOneAnswer).run(chain) }
      }
    }
    return .stream { call in
      call.run { await CallExchange($0, request: nil, hasOneAnswer: hasOneAnswer).run(chain) }
    }
  }

  /// Asks admission interceptors, in order, who calls and whether he may; what the first one that refuses says, or nil.
  static func refusal(by interceptors: [any AdmissionInterceptor], of call: inout ArrivingCall) -> RPCError? {
    for interceptor in interceptors {
      do throws(RPCError) {
        try interceptor.admit(&call)
      } catch {
        return error
      }
    }
    return nil
  }
}

// Typed handlers as interceptors reach them.
extension RegisteredMethod {
  static func oneRequest<Request: Message>(_ exchange: any ServerExchange) async throws(RPCError) -> Request {
    guard let bytes = try await exchange.nextRequest() else {
      throw RPCError(.invalidArgument, "the call has no request message")
    }
    do throws(MessageDecodingError) {
      return try Request(decodingBytes: bytes)
    } catch {
      throw .undecodableRequest(error)
    }
  }
}
