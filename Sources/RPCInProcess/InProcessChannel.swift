public import Logging
public import RPC
internal import Synchronization
public import Wire

/// A channel to a server in the same process: the same connections, codec and limits as over sockets, with bytes that
/// travel through memory. For tests, and for programs that hold client and server.
public final class InProcessChannel: CoreBackedChannel {
  /// The channel without its transport.
  public let core: ClientChannel
  private let server: InProcessServer

  /// A channel to a router's methods. Client and server share one loop.
  /// - Parameters:
  ///   - limits: of both sides.
  ///   - serverObserver: is told what happens on the server's side.
  ///   - clientObserver: is told of the ends of the channel's calls.
  ///   - serverLimits: of the server, over all its connections.
  ///   - loop: where both sides run; a test gives one with a `ManualTime`.
  ///   - chunkByteCountMax: cuts what travels into pieces of at most this many bytes, as a network may.
  public init(
    router: Router,
    limits: WireLimits = .standard,
    serverLimits: ServerLimits = .standard,
    logger: Logger = Logger(label: "in-process"),
    serverObserver: (any ServerObserver)? = nil,
    clientObserver: (any ClientObserver)? = nil,
    loop: InProcessLoop = InProcessLoop(),
    chunkByteCountMax: Int = .max
  ) {
    let contradictions = limits.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    server = InProcessServer(
      router: router,
      observer: serverObserver,
      limits: limits,
      serverLimits: serverLimits,
      logger: logger,
      runQueue: RunQueue(driver: loop),
      chunkByteCountMax: chunkByteCountMax
    )
    core = ClientChannel(
      connector: server,
      limits: limits,
      runQueue: server.runQueue,
      logger: logger,
      agent: "in-process",
      observer: clientObserver
    )
  }

  /// Begins the graceful end of the connection that calls use now; the next call gets a new one.
  public func beginServerShutdown() async {
    await server.onLoop { $0.beginGracefulShutdown() }
  }

  /// Cuts the connection that calls use now, as a dying server does; the next call gets a new one.
  public func loseConnection() async {
    await server.onLoop { $0.close() }
  }
}

/// The answering side of an in-process channel.
///
/// Unchecked: `connection` is touched on the loop only; everything else is immutable.
private final class InProcessServer: Connector, @unchecked Sendable {
  let runQueue: RunQueue
  private let methods: MethodTable
  private let observer: (any ServerObserver)?
  private let admission: ServerAdmission
  private let limits: WireLimits
  private let logger: Logger
  private let chunkByteCountMax: Int
  private var connection: ServerConnection?

  var address: String { "in-process" }

  init(
    router: Router,
    observer: (any ServerObserver)?,
    limits: WireLimits,
    serverLimits: ServerLimits,
    logger: Logger,
    runQueue: RunQueue,
    chunkByteCountMax: Int
  ) {
    admission = ServerAdmission(limits: serverLimits, time: runQueue.driver)
    methods = MethodTable(router)
    self.observer = observer
    self.limits = limits
    self.logger = logger
    self.runQueue = runQueue
    self.chunkByteCountMax = chunkByteCountMax
    if let observer { runQueue.driver.execute { [admission] in observer.serverStarted(admission) } }
  }

  func connect(
    _ channel: ClientChannel,
    completion: @escaping @Sendable (Result<ClientConnection, RPCError>) -> Void
  ) {
    let client = channel.makeConnection(peer: address)
    let server = ServerConnection(
      methods: methods,
      observer: observer,
      admission: admission,
      limits: limits,
      peer: address,
      runQueue: runQueue,
      logger: logger,
      agent: "in-process"
    ) { [weak self] ended in
      if self?.connection === ended { self?.connection = nil }
    }
    connection = server
    let toServer = InProcessTransport(runQueue: runQueue, chunkByteCountMax: chunkByteCountMax)
    let toClient = InProcessTransport(runQueue: runQueue, chunkByteCountMax: chunkByteCountMax)
    toServer.join(sender: client, receiver: server)
    toClient.join(sender: server, receiver: client)
    runQueue.driver.execute {
      server.start(toClient)
      client.start(toServer)
      completion(.success(client))
    }
  }

  func onLoop(_ body: @escaping @Sendable (ServerConnection) -> Void) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      runQueue.driver.execute {
        if let connection = self.connection { body(connection) }
        continuation.resume()
      }
    }
  }
}
