internal import Messages
internal import Wire

/// A method with its handler, the messages' types hidden inside the handler.
final class RegisteredMethod: Sendable {
  /// Answers the call at the slot before it returns. The request's bytes are valid during the call only.
  typealias ImmediateHandler = @Sendable (UnsafeRawBufferPointer, CallContext, ServerConnection, Int) -> Void
  /// Reads the request and starts the call's task. The request's bytes are valid during the call only.
  typealias TaskHandler = @Sendable (UnsafeRawBufferPointer, ServerCall) -> Void

  /// Starts the task of a call whose requests are read as they come.
  typealias StreamHandler = @Sendable (ServerCall) -> Void

  /// Answers a call of any kind by its encoded messages, in the call's task: the form that interceptors are put around.
  typealias ExchangeHandler = @Sendable (any ServerExchange) async throws -> Void

  enum Handler: Sendable {
    case immediate(ImmediateHandler)
    case task(TaskHandler)
    case stream(StreamHandler)
  }

  let service: String
  let path: String
  let kind: MethodKind
  /// Who may call it.
  let access: MethodAccess
  /// The number of its registration in the router, from 0: what belongs to it is found by this.
  let number: Int
  let handler: Handler
  let exchangeHandler: ExchangeHandler
  /// Largest request that is accepted, in bytes; what the connection accepts, if that is less.
  let requestBytesMax: Int
  /// Handlers of the method that a server runs at once; nil = no limit of its own.
  let runningHandlersMax: Int?
  let admissionInterceptors: [any AdmissionInterceptor]
  /// Whether it belongs to a service of the protocol itself, which answers also when the server is overloaded.
  let isExempt: Bool
  /// Whether its calls count against the limit of unary calls. Those of handlers that run on the loop at once never run
  /// beside others.
  let isLimited: Bool

  init(
    _ method: AnyMethod,
    number: Int,
    handler: Handler,
    exchangeHandler: @escaping ExchangeHandler
  ) {
    service = method.service
    path = method.path
    kind = method.kind
    access = method.access
    self.number = number
    self.handler = handler
    self.exchangeHandler = exchangeHandler
    requestBytesMax = .max
    runningHandlersMax = nil
    admissionInterceptors = []
    isExempt = RegisteredMethod.isExempt(method.service)
    isLimited = !isExempt && RegisteredMethod.isLimited(handler, method.kind)
  }

  /// The same method with something changed.
  init(
    copying method: RegisteredMethod,
    handler: Handler? = nil,
    admissionInterceptors: [any AdmissionInterceptor]? = nil,
    requestBytesMax: Int? = nil,
    runningHandlersMax: Int? = nil
  ) {
    service = method.service
    path = method.path
    kind = method.kind
    access = method.access
    number = method.number
    self.handler = handler ?? method.handler
    exchangeHandler = method.exchangeHandler
    self.requestBytesMax = requestBytesMax ?? method.requestBytesMax
    self.runningHandlersMax = runningHandlersMax ?? method.runningHandlersMax
    self.admissionInterceptors = admissionInterceptors ?? method.admissionInterceptors
    isExempt = method.isExempt
    isLimited = !isExempt && RegisteredMethod.isLimited(self.handler, method.kind)
  }

  private static func isLimited(_ handler: Handler, _ kind: MethodKind) -> Bool {
    if case .task = handler { return kind == .unary }
    return false
  }

  /// Health, reflection and introspection: an overloaded server has to answer these above all.
  private static func isExempt(_ service: String) -> Bool { service.hasPrefix("ocop.rpc.") }
}
