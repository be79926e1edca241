public import Messages
internal import Wire

/// The methods that a server answers. A value: what is registered later does not reach a server that was started.
public struct Router: Sendable {
  private(set) var methods: [String: RegisteredMethod] = [:]
  private(set) var interceptors = RouterInterceptors()

  /// A router without methods.
  public init() {}

  /// Full names of the services with at least one method, sorted.
  public var serviceNames: [String] {
    Set(methods.values.map(\.service)).sorted()
  }

  /// Paths of the methods, sorted.
  public var paths: [String] { methods.keys.sorted() }

  /// Lets an interceptor decide which calls are taken on: of the methods in `scope`, whether registered before or
  /// after. Interceptors are asked in the order in which they were added here, and all of them before the others. Calls
  /// that a relay passes on are seen as well.
  public mutating func intercept(
    _ scope: InterceptionScope = .all,
    admittingWith interceptor: any AdmissionInterceptor
  ) {
    interceptors.admission.append((scope, interceptor))
  }

  /// Puts an interceptor around the handlers of the methods in `scope`, whether registered before or after. The first
  /// one that was added is the outermost: it sees a request first and an answer last. Calls that a relay passes on are
  /// not seen.
  public mutating func intercept(
    _ scope: InterceptionScope = .all,
    wrappingWith interceptor: any ServerInterceptor
  ) {
    interceptors.wrapping.append((scope, interceptor))
  }

  /// Registers a unary method whose handler runs on the connection's event loop, as soon as the request is read. It
  /// must not block, and should take microseconds: everything else on the loop waits for it.
  ///
  /// The handler throws `RPCError` to answer with a status; any other error becomes INTERNAL, told only to the log.
  public mutating func immediate<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (Request, CallContext) throws -> Response
  ) {
    let immediate: RegisteredMethod.ImmediateHandler = { bytes, context, connection, slot in
      let request: Request
      do throws(MessageDecodingError) {
        request = try Request(decoding: bytes)
      } catch {
        connection.answer(slot: slot, error: .undecodableRequest(error), context.state)
        return
      }
      do {
        connection.answer(slot: slot, try handler(request, context), context.state)
      } catch {
        let told = RPCError(thrown: error, path: context.path, logger: connection.logger)
        connection.answer(slot: slot, error: told, context.state)
      }
    }
    register(method, .immediate(immediate)) { exchange in
      let answer = try handler(try await RegisteredMethod.oneRequest(exchange), exchange.context)
      try await exchange.write(answer.encodedBytes())
    }
  }

  /// Registers a unary method whose handler runs in a task of its own, which starts on the connection's event loop: it
  /// must not block there, but may suspend for as long as it wants. The task is cancelled when the caller gives up, the
  /// call's time runs out, or the connection is lost.
  ///
  /// The handler throws `RPCError` to answer with a status; `CancellationError` becomes CANCELLED; any other error
  /// becomes INTERNAL, told only to the log.
  public mutating func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: nonisolated(nonsending) @escaping @Sendable (Request, CallContext) async throws -> Response
  ) {
    register(method, .task(Self.task(handler))) { exchange in
      let answer = try await handler(try await RegisteredMethod.oneRequest(exchange), exchange.context)
      try await exchange.write(answer.encodedBytes())
    }
  }

  /// Registers a unary method whose handler gives its answer encoded; it runs like a unary handler. See `unary` for
  /// what it may throw.
  public mutating func unaryEncoded<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: nonisolated(nonsending) @escaping @Sendable (Request, CallContext) async throws -> EncodedMessage<Response>
  ) {
    let task = Self.task { request, context in AnswerBytes(try await handler(request, context).bytes) }
    register(method, .task(task)) { exchange in
      let answer = try await handler(try await RegisteredMethod.oneRequest(exchange), exchange.context)
      try await exchange.write(answer.bytes)
    }
  }

  /// Registers a method that answers with a stream. The handler writes the answers and returns when there are no more;
  /// it runs like a unary handler. See `unary` for what it may throw.
  public mutating func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler:
      nonisolated(nonsending) @escaping @Sendable (
        Request, ResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) {
    let task: RegisteredMethod.TaskHandler = { bytes, call in
      let request: Request
      do throws(MessageDecodingError) {
        request = try Request(decoding: bytes)
      } catch {
        call.finish(error: .undecodableRequest(error))
        return
      }
      call.run { call in
        do {
          try await handler(request, ResponseWriter(call: call), call.context)
          call.finishStream()
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
    register(method, .task(task)) { exchange in
      let request: Request = try await RegisteredMethod.oneRequest(exchange)
      try await handler(request, ResponseWriter(exchange: exchange), exchange.context)
    }
  }

  /// Registers a method that takes a stream of requests and answers once. The handler starts with the call; it runs
  /// like a unary handler. See `unary` for what it may throw.
  public mutating func clientStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: nonisolated(nonsending) @escaping @Sendable (RequestStream<Request>, CallContext) async throws -> Response
  ) {
    let stream: RegisteredMethod.StreamHandler = { call in
      call.run { call in
        do {
          call.finish(try await handler(RequestStream(reader: call), call.context))
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
    register(method, .stream(stream)) { exchange in
      let requests = RequestStream<Request>(reader: ExchangeReader(exchange: exchange))
      try await exchange.write(try await handler(requests, exchange.context).encodedBytes())
    }
  }

  /// Registers a method that takes a stream of requests and answers with a stream. The handler starts with the call,
  /// reads and writes in any order, and returns when there are no more answers; it runs like a unary handler. See
  /// `unary` for what it may throw.
  public mutating func bidirectional<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler:
      nonisolated(nonsending) @escaping @Sendable (
        RequestStream<Request>, ResponseWriter<Response>, CallContext
      ) async throws -> Void
  ) {
    let stream: RegisteredMethod.StreamHandler = { call in
      call.run { call in
        do {
          try await handler(RequestStream(reader: call), ResponseWriter(call: call), call.context)
          call.finishStream()
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
    register(method, .stream(stream)) { exchange in
      let requests = RequestStream<Request>(reader: ExchangeReader(exchange: exchange))
      try await handler(requests, ResponseWriter(exchange: exchange), exchange.context)
    }
  }

  /// Accepts no larger requests of a registered method than this, in bytes; what the connection accepts stays the
  /// bound.
  public mutating func limitRequests<Request: Message, Response: Message>(
    of method: Method<Request, Response>,
    bytesMax: Int
  ) {
    change(method.path) { RegisteredMethod(copying: $0, requestBytesMax: bytesMax) }
  }

  /// Runs no more handlers of a registered method at once than this, 1 or more, over all connections of a server;
  /// further calls are refused with RESOURCE_EXHAUSTED and may be repeated. Without effect on handlers that run on the
  /// event loop at once, one after another.
  public mutating func limitRunningHandlers<Request: Message, Response: Message>(
    of method: Method<Request, Response>,
    max runningHandlersMax: Int
  ) {
    precondition(runningHandlersMax >= 1)
    change(method.path) { RegisteredMethod(copying: $0, runningHandlersMax: runningHandlersMax) }
  }

  /// Runs a handler of one request and one answer in a task.
  private static func task<Request: Message, Answer: Message>(
    _ handler: nonisolated(nonsending) @escaping @Sendable (Request, CallContext) async throws -> Answer
  ) -> RegisteredMethod.TaskHandler {
    { bytes, call in
      let request: Request
      do throws(MessageDecodingError) {
        request = try Request(decoding: bytes)
      } catch {
        call.finish(error: .undecodableRequest(error))
        return
      }
      call.run { call in
        do {
          call.finish(try await handler(request, call.context))
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
  }

  private mutating func change(_ path: String, _ change: (RegisteredMethod) -> RegisteredMethod) {
    guard let registered = methods[path] else { preconditionFailure("\(path) is not registered") }
    methods[path] = change(registered)
  }

  private mutating func register<Request, Response>(
    _ method: Method<Request, Response>,
    _ handler: RegisteredMethod.Handler,
    exchangeHandler: @escaping RegisteredMethod.ExchangeHandler
  ) {
    register(method.untyped, handler, exchangeHandler: exchangeHandler)
  }

  mutating func register(
    _ method: AnyMethod,
    _ handler: RegisteredMethod.Handler,
    exchangeHandler: @escaping RegisteredMethod.ExchangeHandler
  ) {
    precondition(methods[method.path] == nil, "\(method.path) is registered twice")
    methods[method.path] = RegisteredMethod(
      method,
      number: methods.count,
      handler: handler,
      exchangeHandler: exchangeHandler
    )
  }
}
