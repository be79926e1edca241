internal import Glibc

/// Asks the process that serves now for its listening sockets, so that this one can take its place without a moment in
/// which nobody listens.
public final class HandoverRequest: Sendable {
  /// Longest time of each step, in seconds. The other process has all it needs at hand.
  static let timeoutSeconds = 5

  /// The sockets that it has handed over.
  public let sockets: HandedSockets
  private let stream: HandoverStream

  private init(sockets: HandedSockets, stream: HandoverStream) {
    self.sockets = sockets
    self.stream = stream
  }

  /// Asks at a path. Blocks, some seconds at most.
  /// - Returns: nil when nobody listens there: there is nothing to take over.
  /// - Throws: `SocketError` when somebody does, and does not hand over.
  public static func ask(path: String) throws(SocketError) -> HandoverRequest? {
    guard let descriptor = try UnixSocketFile.connect(path) else { return nil }
    let stream = HandoverStream(descriptor, timeoutSeconds: timeoutSeconds)
    do throws(SocketError) {
      try stream.send(HandoverMessage.question)
      let first = try stream.receiveWithDescriptors(4)
      let descriptors = first.descriptors
      let sockets: [HandedSocket]
      do throws(SocketError) {
        let byteCount = first.bytes.reduce(0) { $0 << 8 | Int($1) }
        guard byteCount <= HandoverMessage.addressesBytesMax else {
          throw SocketError("the other process hands over a list of \(byteCount) bytes")
        }
        let lines = String(decoding: try stream.receive(byteCount), as: UTF8.self).split(separator: "\n")
        guard lines.count == descriptors.count else {
          throw SocketError("the other process hands over \(descriptors.count) sockets for \(lines.count) addresses")
        }
        sockets = zip(lines, descriptors).map { HandedSocket(address: String($0), descriptor: $1) }
      } catch {
        for descriptor in descriptors { close(descriptor) }
        throw error
      }
      return HandoverRequest(sockets: HandedSockets(sockets), stream: stream)
    } catch {
      throw SocketError("the sockets cannot be taken over at unix:\(path): \(error.message)")
    }
  }

  /// Says that this process serves: the other one ends. Blocks until it no longer takes connections, some seconds at
  /// most.
  /// - Throws: `SocketError` when it does not answer; both serve then.
  public func confirm() throws(SocketError) {
    try stream.send(HandoverMessage.serving)
    guard try stream.receive(HandoverMessage.leaving.count) == HandoverMessage.leaving else {
      throw SocketError("the other process does not say that it leaves")
    }
  }
}
