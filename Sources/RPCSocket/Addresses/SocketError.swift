internal import NIOCore
internal import NIOPosix

/// Something about a socket did not work: an address that cannot be read, listened on or reached.
public struct SocketError: Error, Sendable, Hashable, CustomStringConvertible {
  /// For people: what did not work with which address, and what to do.
  public let message: String
  /// What kept a connection from being secured; nil when it was something else.
  public let handshakeFailure: HandshakeFailure?

  /// The message.
  public var description: String { message }

  /// An error with its message.
  /// - Parameter handshakeFailure: what kept a connection from being secured, if that is what happened.
  public init(_ message: String, _ handshakeFailure: HandshakeFailure? = nil) {
    self.message = message
    self.handshakeFailure = handshakeFailure
  }

  /// What SwiftNIO's error says, in words.
  static func reason(_ error: any Error) -> String {
    switch error {
    case let error as SocketError:
      return error.message
    case let error as NIOConnectionError:
      if let first = error.connectionErrors.first { return reason(first.error) }
      if let dns = error.dnsAError ?? error.dnsAAAAError { return "the name does not resolve (\(dns))" }
      return "there is no address to connect to"
    case let error as IOError:
      return systemText(error.errnoCode)
    case ChannelError.connectTimeout(let time):
      return "no answer within \(time.nanoseconds / 1_000_000) ms"
    default:
      return "\(error)"
    }
  }
}
