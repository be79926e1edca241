/// An exchange that sends no requests beyond a size.
final class LimitedExchange: WrappingExchange {
  let wrapped: any StreamingExchange
  private let requestBytesMax: Int

  init(wrapped: any StreamingExchange, requestBytesMax: Int) {
    self.wrapped = wrapped
    self.requestBytesMax = requestBytesMax
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    if message.count > requestBytesMax { throw .requestTooLarge(message.count, requestBytesMax) }
    try await wrapped.send(message, isCompressed: isCompressed)
  }
}

extension RPCError {
  /// A request that the configuration does not let through.
  static func requestTooLarge(_ byteCount: Int, _ byteCountMax: Int) -> RPCError {
    RPCError(
      .resourceExhausted,
      "a request of \(byteCount) bytes; at most \(byteCountMax) are sent",
      isNotProcessed: true
    )
  }
}
