internal import Logging
internal import Messages
internal import Wire

extension RPCError {
  /// What a handler's error tells the caller. Errors that are not `RPCError` are defects: the log gets them, the caller
  /// does not. The one place where this is decided.
  init(thrown error: any Error, path: String, logger: Logger) {
    switch error {
    case let error as RPCError:
      if let diagnosis = error.diagnosis { FailureLog.process.note(diagnosis, path: path, logger: logger) }
      self = error.asAnswer
    case is CancellationError:
      self.init(.cancelled, "the call was cancelled")
    default:
      FailureLog.process.note("\(error)", path: path, logger: logger)
      self.init(.internalError, "the service failed to answer; its log says why")
    }
  }

  /// What a handler's error says of the handler's own call. Of an error that the handler got from a call it made, and
  /// threw on, two things do not hold for its caller: this call was processed, whatever became of the other, so nobody
  /// may repeat it for that reason; and it was this service that ended it. That it must not be repeated still holds.
  private var asAnswer: RPCError {
    guard endedMadeCall || origin == .peer else { return self }
    var answer = self
    answer.isNotProcessed = false
    answer.origin = .local
    return answer
  }

  static func undecodableRequest(_ error: MessageDecodingError) -> RPCError {
    RPCError(.invalidArgument, "the request does not decode: \(error)")
  }

  /// The fixed part of the CLOSE that says this.
  var closeStatus: CloseStatus {
    var flags: CloseStatus.Flags = []
    if isNotProcessed { flags.insert(.notProcessed) }
    if isNotRetryable { flags.insert(.noRetry) }
    if origin == .proxy { flags.insert(.originProxy) }
    let retryAfterMilliseconds = retryAfter.map { UInt32(clamping: $0.nanosecondsClamped / 1_000_000) }
    // A handler that throws "OK" has not answered: that is a defect.
    let sentCode = code == .ok ? StatusCode.internalError : code
    return CloseStatus(code: sentCode.rawValue, flags: flags, retryAfterMilliseconds: retryAfterMilliseconds ?? 0)
  }

  /// The encoded CloseMetadata of the CLOSE that says this. What does not fit is left out: details and trailers first,
  /// then the message's end.
  var closeMetadataBytes: [UInt8] {
    let byteCountMax = WireLimits.metaBytesMax - CloseStatus.byteCount
    var metadata = RpcV1.CloseMetadata()
    metadata.message = message
    metadata.details = details
    metadata.trailers = trailers.violation == nil ? trailers.wireEntries : []
    let bytes = metadata.encodedBytes()
    if bytes.count <= byteCountMax { return bytes }
    metadata.details = []
    metadata.trailers = []
    metadata.message = String(decoding: message.utf8.prefix(byteCountMax - 64), as: UTF8.self)
    if metadata.message.utf8.count > byteCountMax - 16 {
      metadata.message = "the error's message is too long to be sent"
    }
    return metadata.encodedBytes()
  }
}
