/// A message as it came.
struct ReceivedMessage: Sendable {
  var bytes: [UInt8]
  var isCompressed = false
  /// How many more messages like this one follow; only ever of empty ones.
  var repetitionCount = 0

  var isEmpty: Bool { bytes.isEmpty && !isCompressed }

  /// The message itself.
  /// - Parameter failureCode: the status for one that cannot be inflated.
  /// - Throws: RESOURCE_EXHAUSTED for one that is larger than `byteCountMax`.
  func inflated(byteCountMax: Int, failureCode: StatusCode) throws(RPCError) -> [UInt8] {
    if !isCompressed { return bytes }
    let result: Result<[UInt8], MessageCompression.Failure> = bytes.withUnsafeBytes { source in
      do throws(MessageCompression.Failure) {
        return .success(try MessageCompression.inflated(source, byteCountMax: byteCountMax))
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let message): return message
    case .failure(.tooLarge(let byteCount)): throw .messageTooLarge(byteCount, byteCountMax)
    case .failure(.malformed(let why)): throw RPCError(failureCode, why)
    }
  }
}

extension RPCError {
  /// A message that this side does not accept.
  static func messageTooLarge(_ byteCount: Int, _ byteCountMax: Int) -> RPCError {
    RPCError(.resourceExhausted, "a message of \(byteCount) bytes; at most \(byteCountMax) are accepted")
  }
}
