import Glibc
import Messages
import Wire

/// A client that decides itself what it sends and when it reads, on a blocking Unix socket.
final class RawClient {
  struct Frame {
    let header: FrameHeader
    let body: [UInt8]

    /// The fixed part of a CLOSE.
    var closeStatus: CloseStatus { body.withUnsafeBytes { CloseStatus(decoding: $0) } }

    /// What a CLOSE says to people.
    var closeMessage: String {
      let metadata = Array(body[CloseStatus.byteCount..<Int(header.metaLength)])
      return (try? RpcV1.CloseMetadata(decodingBytes: metadata).message) ?? "undecodable"
    }
  }

  private let descriptor: Int32
  private var machine = ConnectionStateMachine(role: .client, limits: .standard)
  private var reader = FrameReader(receiverRole: .client, frameBytesMax: WireLimits.standard.frameBytesMax)
  private var received: [Frame] = []

  init(path: String) throws {
    descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let length = socklen_t(MemoryLayout<sockaddr_un>.size)
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
    }
    guard result == 0 else { throw Failure(what: "connect: \(errno)") }
  }

  deinit { close(descriptor) }

  struct Failure: Error {
    let what: String
  }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
      guard count > 0 else { throw Failure(what: "send: \(errno)") }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends preface, HELLO and one call.
  func open(_ path: String, _ message: [UInt8], prelude: OpenPrelude) throws {
    var buffer = OutboundBuffer()
    machine.writeGreeting(agent: "raw", into: &buffer)
    var metadata = RpcV1.OpenMetadata()
    metadata.method = path
    metadata.encodedBytes().withUnsafeBytes { metadata in
      message.withUnsafeBytes { message in
        _ = machine.writeOpen(prelude: prelude, meta: metadata, message: message, endsStream: true, into: &buffer)
      }
    }
    try send(buffer.withBytes { Array($0) })
  }

  /// The next frame of the call; nil at the end of the connection.
  func nextStreamFrame() throws -> Frame? {
    while true {
      if let index = received.firstIndex(where: { $0.header.stream != 0 }) {
        let frame = received[index]
        received.removeSubrange(...index)
        return frame
      }
      var chunk = [UInt8](repeating: 0, count: 262_144)
      let count = recv(descriptor, &chunk, chunk.count, 0)
      guard count > 0 else { return nil }
      var frames: [Frame] = []
      let violation = chunk[..<count].withUnsafeBytes { bytes in
        reader.read(bytes) { header, body in
          frames.append(Frame(header: header, body: Array(body)))
          return true
        }
      }
      if let violation { throw Failure(what: "\(violation)") }
      received += frames
    }
  }

  /// Reads until the other side closes; the bytes it sent.
  func readToEnd() -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while case let count = recv(descriptor, &chunk, chunk.count, 0), count > 0 { all += chunk[..<count] }
    return all
  }
}
