import Logging
import Messages
import Wire

@testable import RPC

/// A server's or client's connection whose peer is the test itself, byte by byte, on a clock that the test moves.
final class RawConnection {
  let loop: TestLoop
  let runQueue: RunQueue
  private(set) var transport = RecordingTransport()
  private(set) var connection: any ByteConnection
  /// Kept for a client: its channel.
  let channel: RawChannel?
  /// How the calls made by `openStreams` ended.
  private(set) var endedCalls: [RPCError] = []

  static let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init(
    serverWith router: Router,
    relay: (any CallRelay)? = nil,
    admission: ServerAdmission? = nil,
    limits: WireLimits = .standard,
    logger: Logger = RawConnection.silentLogger,
    loop: TestLoop = TestLoop(),
    runQueue: RunQueue? = nil
  ) {
    self.loop = loop
    let runQueue = runQueue ?? RunQueue(driver: loop)
    self.runQueue = runQueue
    channel = nil
    connection = ServerConnection(
      methods: MethodTable(router),
      relay: relay,
      admission: admission,
      limits: limits,
      peer: "test",
      runQueue: runQueue,
      logger: logger,
      agent: "test"
    ) { _ in }
    connection.start(transport)
  }

  /// A client's first connection.
  init(clientWith limits: WireLimits = .standard, loop: TestLoop = TestLoop(), runQueue: RunQueue? = nil) {
    self.loop = loop
    let runQueue = runQueue ?? RunQueue(driver: loop)
    self.runQueue = runQueue
    let connector = HoldingConnector()
    let core = ClientChannel(
      connector: connector,
      limits: limits,
      runQueue: runQueue,
      logger: RawConnection.silentLogger,
      agent: "test"
    )
    channel = RawChannel(core: core, connector: connector)
    let made = core.makeConnection(peer: "test")
    connector.next = made
    connection = made
    connection.start(transport)
  }

  /// Makes one call for each stream, which is what the channel's calls get in turn.
  func openStreams(_ streams: [UInt32]) {
    for stream in streams {
      let call = start()
      guard case .open(_, _, let opened) = call.state, opened == stream else {
        preconditionFailure("the call did not get stream \(stream)")
      }
    }
  }

  /// Makes a call from the loop itself.
  @discardableResult
  func start(mayRepeat: Bool = false, timeoutMilliseconds: Int64? = nil) -> RawCall {
    let call = RawCall(
      deadlineNanoseconds: timeoutMilliseconds.map { loop.nowNanoseconds + $0 * 1_000_000 },
      mayRepeat: mayRepeat
    )
    call.whenEnded = { [weak self] in self?.endedCalls.append($0) }
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    channel?.core.start(call, metadata: none, message: none)
    loop.drain()
    return call
  }

  /// Gives the channel another connection once it asks for one, and goes on with that.
  func offerConnectionLater() {
    guard let channel else { return }
    channel.connector.whenAsked = { [weak self] in
      guard let self else { return nil }
      let made = channel.core.makeConnection(peer: "test")
      connection = made
      transport = RecordingTransport()
      made.start(transport)
      return made
    }
  }

  func feed(_ bytes: some Collection<UInt8>) {
    runQueue.beginCycle()
    Array(bytes).withUnsafeBytes { connection.receive($0) }
    runQueue.finishCycle()
    loop.drain()
  }

  /// The frames sent since the last time, the preface aside.
  func frames() -> [(header: FrameHeader, meta: [UInt8], data: [UInt8])] {
    var bytes = transport.take()
    if bytes.starts(with: Preface.bytes) { bytes.removeFirst(Preface.byteCount) }
    var found: [(header: FrameHeader, meta: [UInt8], data: [UInt8])] = []
    while bytes.count >= FrameHeader.byteCount {
      let header = bytes.withUnsafeBytes { FrameHeader(decoding: $0) }
      let body = bytes[FrameHeader.byteCount..<FrameHeader.byteCount + Int(header.length)]
      found.append((header, Array(body.prefix(Int(header.metaLength))), Array(body.dropFirst(Int(header.metaLength)))))
      bytes.removeFirst(FrameHeader.byteCount + Int(header.length))
    }
    return found
  }

  /// Preface and HELLO of a peer with defaults.
  static var greeting: [UInt8] { greeting(role: .client) }

  static func greeting(role: ConnectionRole, limits: WireLimits = .standard) -> [UInt8] {
    encoded { buffer in
      ConnectionStateMachine(role: role, limits: limits).writeGreeting(agent: "raw", into: &buffer)
    }
  }

  static func open(
    _ stream: UInt32,
    _ method: String,
    timeoutNanoseconds: UInt64 = 0,
    message: [UInt8]? = [],
    endsStream: Bool = true,
    hops: UInt8 = 0
  ) -> [UInt8] {
    var metadata = RpcV1.OpenMetadata()
    metadata.method = method
    let prelude = OpenPrelude(timeoutNanoseconds: timeoutNanoseconds, hops: hops, responseCredit: 262_144)
    return encoded { buffer in
      metadata.encodedBytes().withUnsafeBytes { meta in
        if let message {
          message.withUnsafeBytes {
            buffer.appendOpen(stream: stream, prelude: prelude, meta: meta, message: $0, endsStream: endsStream)
          }
        } else {
          buffer.appendOpen(stream: stream, prelude: prelude, meta: meta, message: nil, endsStream: endsStream)
        }
      }
    }
  }

  static func encoded(_ body: (inout OutboundBuffer) -> Void) -> [UInt8] {
    var buffer = OutboundBuffer()
    body(&buffer)
    return buffer.withBytes { [UInt8]($0) }
  }
}

/// A channel that gets its first connection from the test, and no other.
struct RawChannel: CoreBackedChannel {
  let core: ClientChannel
  let connector: HoldingConnector
}

/// Gives out what the test puts there; without it, never answers.
///
/// Unchecked: used by the test's thread only.
final class HoldingConnector: Connector, @unchecked Sendable {
  var next: ClientConnection?
  var whenAsked: (() -> ClientConnection?)?
  /// Why nobody can be reached; nil = somebody can.
  var failure: RPCError?
  private(set) var connectCount = 0

  var address: String { "test" }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    connectCount += 1
    if let failure {
      channel.runQueue.driver.execute { completion(.failure(failure)) }
    } else if let connection = next ?? whenAsked?() {
      next = nil
      channel.runQueue.driver.execute { completion(.success(connection)) }
    }
  }
}

/// A call that tells the test how it ended.
///
/// Unchecked: set before the call is submitted, read on its loop only.
final class RawCall: ClientCall, @unchecked Sendable {
  var whenEnded: ((RPCError) -> Void)?

  override var wholeMessage: [UInt8]? { [] }

  override func receivedHeaders(_ metadata: UnsafeRawBufferPointer) throws(RPCError) {
    _ = try BytesCall.initialMetadata(metadata)
  }

  override func closed(
    _ status: CloseStatus,
    metadata: UnsafeRawBufferPointer,
    message: UnsafeRawBufferPointer?,
    isCompressed: Bool
  ) {
    if status.code != 0 { whenEnded?(BytesCall.error(status, metadata)) }
  }

  override func failed(_ error: RPCError) {
    whenEnded?(error)
  }
}
