import NIOCore
import NIOPosix
import RPCSocket

/// Sends bytes to the admin port as they are, and keeps whatever comes back.
final class HTTPClient {
  private let channel: any Channel
  private let received: EventLoopFuture<[UInt8]>

  private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<[UInt8]>
    private var bytes: [UInt8] = []

    init(promise: EventLoopPromise<[UInt8]>) {
      self.promise = promise
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      bytes += Array(unwrapInboundIn(data).readableBytesView)
    }

    func channelInactive(context: ChannelHandlerContext) {
      promise.succeed(bytes)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      // A connection that is reset has ended too.
      context.close(promise: nil)
    }
  }

  init(_ endpoint: Endpoint, reads: Bool = true) async throws {
    guard case .tcp(let host, let port) = endpoint else { preconditionFailure("the admin port is TCP") }
    let eventLoop = SocketLoop.shared.eventLoop
    let promise = eventLoop.makePromise(of: [UInt8].self)
    received = promise.futureResult
    channel = try await ClientBootstrap(group: eventLoop)
      .channelOption(.autoRead, value: reads)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Collector(promise: promise))
        }
      }
      .connect(host: host, port: port).get()
  }

  func send(_ bytes: [UInt8]) {
    channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
  }

  func send(_ text: String) {
    send(Array(text.utf8))
  }

  func endSending() {
    channel.close(mode: .output, promise: nil)
  }

  func close() {
    channel.close(promise: nil)
  }

  /// Everything that came until the server closed the connection.
  func everything() async throws -> String {
    String(decoding: try await received.get(), as: UTF8.self)
  }

  /// What the server says to these bytes.
  static func answer(_ endpoint: Endpoint, _ text: String) async throws -> HTTPAnswer {
    let client = try await HTTPClient(endpoint)
    client.send(text)
    return HTTPAnswer(try await client.everything())
  }

  static func get(_ endpoint: Endpoint, _ path: String, method: String = "GET") async throws -> HTTPAnswer {
    try await answer(endpoint, "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
  }
}
