import Logging
import Messages
import Testing
import Wire

@testable import RPC

/// A socket that fails while it is written to says so before the write returns, and may first hand over what it had
/// received. Nothing of a connection may be in the middle of anything then.
@Suite struct ReentrancyTests {
  /// Does something once, in the middle of its second write (the first one is the greeting).
  private final class MeddlingTransport: ConnectionTransport {
    var isWritable = true
    var meddle: () -> Void = {}
    private(set) var written: [UInt8] = []
    private(set) var isClosed = false
    private var writeCount = 0

    func write(_ bytes: UnsafeRawBufferPointer) {
      writeCount += 1
      if writeCount == 2 { meddle() }
      written += bytes
    }

    func close() { isClosed = true }
  }

  private func connection(_ loop: TestLoop, _ queue: RunQueue, _ transport: MeddlingTransport) -> ServerConnection {
    let connection = ServerConnection(
      methods: MethodTable(.standard),
      limits: .standard,
      peer: "test",
      runQueue: queue,
      logger: RawConnection.silentLogger,
      agent: "test"
    ) { _ in }
    connection.start(transport)
    feed(connection, queue, RawConnection.greeting)
    return connection
  }

  private func feed(_ connection: ServerConnection, _ queue: RunQueue, _ bytes: [UInt8]) {
    queue.beginCycle()
    bytes.withUnsafeBytes { connection.receive($0) }
    queue.finishCycle()
  }

  private func call(_ stream: UInt32) -> [UInt8] {
    RawConnection.open(stream, TestMethods.echo.path, message: Text("x").encodedBytes())
  }

  @Test("calls that arrive while answers are being written are answered")
  func receivedWhileWriting() {
    let loop = TestLoop()
    let queue = RunQueue(driver: loop)
    let transport = MeddlingTransport()
    let connection = connection(loop, queue, transport)
    transport.meddle = { feed(connection, queue, call(3)) }
    feed(connection, queue, call(1))
    loop.drain()
    let closes = frames(transport.written).filter { $0.type == .close }
    #expect(closes.map(\.stream).sorted() == [1, 3])
  }

  @Test("a connection that is lost while answers are being written ends, once")
  func lostWhileWriting() {
    let loop = TestLoop()
    let queue = RunQueue(driver: loop)
    let transport = MeddlingTransport()
    let connection = connection(loop, queue, transport)
    transport.meddle = {
      feed(connection, queue, call(5))
      connection.receiveEnd("broken pipe")
    }
    feed(connection, queue, call(1) + call(3))
    loop.drain()
    #expect(transport.isClosed)
    #expect(connection.runningHandlerCount == 0)
  }

  private func frames(_ bytes: [UInt8]) -> [FrameHeader] {
    var rest = bytes.dropFirst(Preface.byteCount)
    var headers: [FrameHeader] = []
    while rest.count >= FrameHeader.byteCount {
      let header = Array(rest.prefix(FrameHeader.byteCount)).withUnsafeBytes { FrameHeader(decoding: $0) }
      headers.append(header)
      rest = rest.dropFirst(FrameHeader.byteCount + Int(header.length))
    }
    return headers
  }
}
