public import Messages
internal import Wire

/// The methods that a server answers. A value: what is registered later does not reach a server that was started.
public struct Router: Sendable {
  private(set) var methods: [String: RegisteredMethod] = [:]

  /// A router without methods.
  public init() {}

  /// Full names of the services with at least one method, sorted.
  public var serviceNames: [String] {
    Set(methods.values.map(\.service)).sorted()
  }

  /// Paths of the methods, sorted.
  public var paths: [String] { methods.keys.sorted() }

  /// Registers a unary method whose handler runs on the connection's event loop, as soon as the request is read. It
  /// must not block, and should take microseconds: everything else on the loop waits for it.
  ///
  /// The handler throws `RPCError` to answer with a status; any other error becomes INTERNAL, told only to the log.
  public mutating func immediate<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (Request, CallContext) throws -> Response
  ) {
    register(method) { bytes, context, connection, slot in
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
  }

  /// Registers a unary method whose handler runs in a task of its own, which starts on the connection's event loop: it
  /// must not block there, but may suspend for as long as it wants. The task is cancelled when the caller gives up, the
  /// call's time runs out, or the connection is lost.
  ///
  /// The handler throws `RPCError` to answer with a status; `CancellationError` becomes CANCELLED; any other error
  /// becomes INTERNAL, told only to the log.
  public mutating func unary<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (Request, CallContext) async throws -> Response
  ) {
    register(method) { bytes, call in
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

  /// Registers a method that answers with a stream. The handler writes the answers and returns when there are no more;
  /// it runs like a unary handler. See `unary` for what it may throw.
  public mutating func serverStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (Request, ResponseWriter<Response>, CallContext) async throws -> Void
  ) {
    register(method) { bytes, call in
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
  }

  /// Registers a method that takes a stream of requests and answers once. The handler starts with the call; it runs
  /// like a unary handler. See `unary` for what it may throw.
  public mutating func clientStreaming<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (RequestStream<Request>, CallContext) async throws -> Response
  ) {
    register(method) { call in
      call.run { call in
        do {
          call.finish(try await handler(RequestStream(reader: call), call.context))
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
  }

  /// Registers a method that takes a stream of requests and answers with a stream. The handler starts with the call,
  /// reads and writes in any order, and returns when there are no more answers; it runs like a unary handler. See
  /// `unary` for what it may throw.
  public mutating func bidirectional<Request: Message, Response: Message>(
    _ method: Method<Request, Response>,
    handler: @escaping @Sendable (RequestStream<Request>, ResponseWriter<Response>, CallContext) async throws -> Void
  ) {
    register(method) { call in
      call.run { call in
        do {
          try await handler(RequestStream(reader: call), ResponseWriter(call: call), call.context)
          call.finishStream()
        } catch {
          call.finish(error: RPCError(thrown: error, path: call.context.path, logger: call.logger))
        }
      }
    }
  }

  /// Accepts no larger requests of a registered method than this, in bytes; what the connection accepts stays the
  /// bound.
  public mutating func limitRequests<Request: Message, Response: Message>(
    of method: Method<Request, Response>,
    bytesMax: Int
  ) {
    guard let registered = methods[method.path] else {
      preconditionFailure("\(method.path) is not registered")
    }
    methods[method.path] = RegisteredMethod(
      service: registered.service,
      path: registered.path,
      kind: registered.kind,
      number: registered.number,
      handler: registered.handler,
      requestBytesMax: bytesMax
    )
  }

  private mutating func register<Request, Response>(
    _ method: Method<Request, Response>,
    stream: @escaping RegisteredMethod.StreamHandler
  ) {
    register(method.untyped, .stream(stream))
  }

  private mutating func register<Request, Response>(
    _ method: Method<Request, Response>,
    immediate: @escaping RegisteredMethod.ImmediateHandler
  ) {
    register(method.untyped, .immediate(immediate))
  }

  private mutating func register<Request, Response>(
    _ method: Method<Request, Response>,
    task: @escaping RegisteredMethod.TaskHandler
  ) {
    register(method.untyped, .task(task))
  }

  mutating func register(_ method: AnyMethod, _ handler: RegisteredMethod.Handler) {
    precondition(methods[method.path] == nil, "\(method.path) is registered twice")
    methods[method.path] = RegisteredMethod(
      service: method.service,
      path: method.path,
      kind: method.kind,
      number: methods.count,
      handler: handler
    )
  }
}
