internal import Wire

/// A method with its handler, the messages' types hidden inside the handler.
final class RegisteredMethod: Sendable {
  /// Answers the call at the slot before it returns. The request's bytes are valid during the call only.
  typealias ImmediateHandler = @Sendable (UnsafeRawBufferPointer, CallContext, ServerConnection, Int) -> Void
  /// Reads the request and starts the call's task. The request's bytes are valid during the call only.
  typealias TaskHandler = @Sendable (UnsafeRawBufferPointer, ServerCall) -> Void

  /// Starts the task of a call whose requests are read as they come.
  typealias StreamHandler = @Sendable (ServerCall) -> Void

  enum Handler: Sendable {
    case immediate(ImmediateHandler)
    case task(TaskHandler)
    case stream(StreamHandler)
  }

  let service: String
  let path: String
  let kind: MethodKind
  /// The number of its registration in the router, from 0: what belongs to it is found by this.
  let number: Int
  let handler: Handler
  /// Largest request that is accepted, in bytes; what the connection accepts, if that is less.
  let requestBytesMax: Int

  init(
    service: String,
    path: String,
    kind: MethodKind,
    number: Int,
    handler: Handler,
    requestBytesMax: Int = .max
  ) {
    self.service = service
    self.path = path
    self.kind = kind
    self.number = number
    self.handler = handler
    self.requestBytesMax = requestBytesMax
  }
}
