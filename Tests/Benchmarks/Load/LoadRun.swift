import Glibc
import Messages
import RPCSocket
import Wire

#if TLS
  import NIOSSL
#endif

/// A load of one kind for a time, closed loop, from one thread.
final class LoadRun {
  private let options: LoadOptions
  /// When the next call is due, with `--rate`.
  private var nextDueNanoseconds = 0.0
  private var nextConnection = 0
  private var connections: [LoadConnection] = []
  #if TLS
    private var context: NIOSSLContext?
  #endif
  private var idle: [LoadConnection] = []
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: LoadRun.readBytes, alignment: 16)

  init(_ options: LoadOptions) {
    self.options = options
  }

  deinit {
    buffer.deallocate()
  }

  /// The results as one line; nil when the server cannot be reached or ends a connection.
  func run() -> String? {
    let before = options.serverProcess.flatMap { ProcessUsage(of: $0) }
    for _ in 0..<options.idleConnections {
      guard let connection = connect() else { return nil }
      connection.startIdle()
      idle.append(connection)
    }
    for _ in 0..<options.connections {
      guard let connection = connect() else { return nil }
      connections.append(connection)
      connection.start()
    }
    nextDueNanoseconds = Double(Monotonic.nowNanoseconds)
    guard drive(seconds: options.warmUpSeconds) else { return nil }
    for connection in connections {
      connection.reset()
      connection.keepsLatencies = true
    }
    let usage = options.serverProcess.flatMap { ProcessUsage(of: $0) }
    let started = Monotonic.nowNanoseconds
    guard drive(seconds: options.seconds) else { return nil }
    let elapsed = Double(Monotonic.nowNanoseconds - started) / 1e9
    let used = options.serverProcess.flatMap { ProcessUsage(of: $0) }
    return line(elapsed: elapsed, before: before, from: usage, to: used)
  }

  private func line(elapsed: Double, before: ProcessUsage?, from: ProcessUsage?, to: ProcessUsage?) -> String {
    let calls = connections.reduce(0) { $0 + $1.endedCount }
    let messages = connections.reduce(0) { $0 + $1.messageCount }
    let failed = connections.reduce(0) { $0 + $1.failedCount }
    let units = max(1, options.method == "Download" ? messages : calls)
    var fields = [
      "method=\(options.method)", "connections=\(options.connections)", "in_flight=\(options.inFlight)",
      "calls_per_second=\(Int(Double(calls) / elapsed))", "failed=\(failed)",
    ]
    if options.callsPerSecond > 0 {
      let shed = connections.reduce(0) { $0 + $1.shedCount }
      let unsent = connections.reduce(0) { $0 + $1.unsentCount }
      fields += [
        "rate=\(Int(options.callsPerSecond))", "goodput=\(Int(Double(calls - failed) / elapsed))", "shed=\(shed)",
        "unsent=\(unsent)",
      ]
    }
    if options.method == "Download" {
      let bytes = connections.reduce(0) { $0 + $1.byteCount }
      fields.append("messages_per_second=\(Int(Double(messages) / elapsed))")
      fields.append("mebibytes_per_second=\(Int(Double(bytes) / elapsed / 1_048_576))")
    }
    if let from, let to {
      let nanoseconds = (to.cpuNanoseconds - from.cpuNanoseconds) / UInt64(units)
      fields.append("server_cpu_nanoseconds=\(nanoseconds)")
      fields.append("server_resident_kibibytes=\(to.residentKibibytes)")
      if let before, options.idleConnections > 0 {
        let grown = Int(from.residentKibibytes) - Int(before.residentKibibytes)
        fields.append("kibibytes_per_idle_connection=\(Double(grown * 10 / options.idleConnections) / 10)")
      }
    }
    fields += percentiles(connections.flatMap(\.latenciesNanoseconds), prefix: "")
    fields += percentiles(connections.flatMap(\.shedLatenciesNanoseconds), prefix: "shed_")
    return fields.joined(separator: " ")
  }

  private func percentiles(_ nanoseconds: [UInt64], prefix: String) -> [String] {
    if nanoseconds.isEmpty { return [] }
    let sorted = nanoseconds.sorted()
    return [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)].map { name, share in
      let index = min(sorted.count - 1, Int(Double(sorted.count) * share))
      return "\(prefix)\(name)_microseconds=\(Double(sorted[index] / 100) / 10)"
    }
  }

  /// Opens what is due by now.
  private func openDueCalls() {
    if options.callsPerSecond == 0 { return }
    let now = Double(Monotonic.nowNanoseconds)
    while nextDueNanoseconds <= now {
      connections[nextConnection].openDueCall(UInt64(nextDueNanoseconds))
      nextConnection = (nextConnection + 1) % connections.count
      nextDueNanoseconds += 1e9 / options.callsPerSecond
    }
    for connection in connections { connection.flush() }
  }

  /// How long to wait for the sockets, in milliseconds.
  private var patienceMilliseconds: CInt {
    if options.callsPerSecond == 0 { return 100 }
    let left = nextDueNanoseconds - Double(Monotonic.nowNanoseconds)
    // Below a millisecond poll would oversleep: rather look again at once.
    return CInt(min(100, max(0, left / 1e6)))
  }

  private func drive(seconds: Double) -> Bool {
    let end = Monotonic.nowNanoseconds + UInt64(seconds * 1e9)
    var waiting = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    while Monotonic.nowNanoseconds < end {
      openDueCalls()
      for (index, connection) in connections.enumerated() {
        waiting[index].events = Int16(connection.hasOutbound ? POLLIN | POLLOUT : POLLIN)
      }
      guard poll(&waiting, nfds_t(waiting.count), patienceMilliseconds) > 0 else { continue }
      for index in waiting.indices where waiting[index].revents != 0 {
        if !connections[index].handleReadable(buffer) { return false }
      }
    }
    return true
  }

  private func connect() -> LoadConnection? {
    guard let endpoint = try? Endpoint(parsing: options.address),
      let descriptor = PlainSocket.connect(to: endpoint)
    else { return nil }
    let connection = LoadConnection(
      descriptor: descriptor,
      open: openFrame(),
      inFlight: options.inFlight,
      creditBytes: LoadRun.creditBytes,
      isClosedLoop: options.callsPerSecond == 0
    )
    if options.authorities.isEmpty { return connection }
    #if TLS
      if context == nil { context = try? SecuredSocket.context(options) }
      guard let context, let secured = SecuredSocket(descriptor: descriptor, context: context) else { return nil }
      connection.secured = secured
      return connection
    #else
      return nil
    #endif
  }

  /// Makes connections, one after the other, each for one call: what connecting costs. The results as one line.
  func runConnecting() -> String? {
    var count = 0
    var latencies: [UInt64] = []
    let usage = options.serverProcess.flatMap { ProcessUsage(of: $0) }
    let started = Monotonic.nowNanoseconds
    let end = started + UInt64(options.seconds * 1e9)
    while Monotonic.nowNanoseconds < end {
      let began = Monotonic.nowNanoseconds
      guard let connection = connect() else { return nil }
      defer { close(connection.descriptor) }
      connection.start()
      while connection.endedCount == 0 {
        var waiting = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, 10_000) > 0, connection.handleReadable(buffer) else { return nil }
      }
      latencies.append(Monotonic.nowNanoseconds - began)
      count += 1
    }
    let elapsed = Double(Monotonic.nowNanoseconds - started) / 1e9
    latencies.sort()
    var line = "method=Connect connections_per_second=\(Int(Double(count) / elapsed))"
    line += " p50_microseconds=\(latencies[latencies.count / 2] / 1000)"
    if let usage, let used = options.serverProcess.flatMap({ ProcessUsage(of: $0) }) {
      line += " server_cpu_microseconds=\((used.cpuNanoseconds - usage.cpuNanoseconds) / UInt64(count) / 1000)"
    }
    return line
  }

  private static let creditBytes = 1 << 20
  static let readBytes = 1 << 18

  /// An OPEN of the method, whole, with a deadline as a careful client sends it.
  private func openFrame() -> [UInt8] {
    var metadata = RpcV1.OpenMetadata()
    metadata.method = path
    if options.carriesMetadata {
      metadata.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      var entry = RpcV1.MetadataEntry()
      entry.key = "x-office"
      entry.value = "lang-son"
      metadata.entries = [entry]
    }
    let prelude = OpenPrelude(
      timeoutNanoseconds: UInt64(options.timeoutMilliseconds) * 1_000_000,
      flags: OpenPrelude.idempotentFlag | OpenPrelude.acceptsCompressedFlag,
      responseCredit: UInt32(LoadRun.creditBytes)
    )
    var buffer = OutboundBuffer()
    metadata.encodedBytes().withUnsafeBytes { meta in
      request().withUnsafeBytes { message in
        buffer.appendOpen(stream: 1, prelude: prelude, meta: meta, message: message, endsStream: true)
      }
    }
    return buffer.withBytes { [UInt8]($0) }
  }

  private var path: String {
    if !options.path.isEmpty { return options.path }
    return options.method == "GetRecord"
      ? "ocop.registry.v1.Registry/GetRecord"
      : "ocop.testing.v1.Benchmark/\(options.method == "Connect" ? "LookUpNow" : options.method)"
  }

  private func request() -> [UInt8] {
    if !options.path.isEmpty { return options.request }
    if options.method == "Download" {
      var request = TestingV1.DownloadRequest()
      request.count = 20_000
      request.chunkBytes = UInt32(options.chunkBytes)
      return request.encodedBytes()
    }
    if options.method == "GetRecord" {
      var request = RegistryV1.GetRecordRequest()
      request.kind = .producer
      request.id = options.producer
      return request.encodedBytes()
    }
    var request = TestingV1.LookUpRequest()
    request.id = "SP-CL-0123456789"
    request.revision = 123_456
    return request.encodedBytes()
  }
}
