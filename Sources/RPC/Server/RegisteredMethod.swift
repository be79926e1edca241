internal import Wire

/// A method with its handler, the messages' types hidden inside the handler.
final class RegisteredMethod: Sendable {
  /// Answers the call at the slot before it returns. The request's bytes are valid during the call only.
  typealias ImmediateHandler = @Sendable (UnsafeRawBufferPointer, CallContext, ServerConnection, Int) -> Void
  /// Reads the request and starts the call's task. The request's bytes are valid during the call only.
  typealias TaskHandler = @Sendable (UnsafeRawBufferPointer, ServerCall) -> Void

  enum Handler: Sendable {
    case immediate(ImmediateHandler)
    case task(TaskHandler)
  }

  let service: String
  let path: String
  let handler: Handler

  init(service: String, path: String, handler: Handler) {
    self.service = service
    self.path = path
    self.handler = handler
  }
}
