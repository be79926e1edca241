internal import NIOCore

extension SocketError {
  /// The error of an address that cannot be listened on.
  public static func cannotListen(on address: String, because error: any Error) -> SocketError {
    var message = "cannot listen on \(address): \(reason(error))"
    if let error = error as? IOError, error.errnoCode == addressInUse {
      message += "; another process listens there, stop it or choose another port"
    }
    return SocketError(message)
  }
}
