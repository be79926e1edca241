import CoreMetrics
import Logging
import Messages
import PrometheusMetrics
import RPC
import RPCInProcess
import Services
import Synchronization
import TestSupport
import Wire

@testable import Observability

typealias Text = RpcV1.CheckRequest
typealias Number = RpcV1.GoAway

enum TestMethods {
  static let service = "ocop.test.v1.Test"
  static let now = Method<Text, Text>(service: service, name: "Now", kind: .unary)
  static let task = Method<Text, Text>(service: service, name: "Task", kind: .unary)
  static let count = Method<Number, Number>(service: service, name: "Count", kind: .serverStreaming)
  static let collect = Method<Text, Text>(service: service, name: "Collect", kind: .clientStreaming)
  static let unknown = Method<Text, Text>(service: service, name: "Unknown", kind: .unary)
}

extension RpcV1.CheckRequest {
  init(_ text: String) {
    self.init()
    service = text
  }
}

extension RpcV1.GoAway {
  init(_ number: UInt32) {
    self.init()
    lastStream = number
  }
}

/// A server in memory whose records are looked at, with a clock that stands still until a test moves it.
struct ObservedServer {
  /// What handlers wait for, by the text of their request.
  final class Gates: Sendable {
    private let gates = Mutex<[String: (started: Gate, release: Gate)]>([:])

    func gate(_ name: String) -> (started: Gate, release: Gate) {
      gates.withLock { gates in
        if let gate = gates[name] { return gate }
        let gate = (Gate(), Gate())
        gates[name] = gate
        return gate
      }
    }
  }

  let time = ManualTime()
  let gates = Gates()
  let registry = PrometheusRegistry(descriptions: MetricNames.descriptions)
  let records: ServerRecords
  let clientRecords: ClientRecords
  let channel: InProcessChannel

  /// The wall clock of the tests, in microseconds since 1970.
  static let unixMicroseconds: UInt64 = 1_636_095_600_000_000

  struct Defect: Error {}

  init(
    limits: WireLimits = .standard,
    serverLimits: ServerLimits = .standard,
    factory: (any MetricsFactory)? = nil,
    configure: (inout ServerRecords.Configuration) -> Void = { _ in }
  ) {
    var configuration = ServerRecords.Configuration()
    configuration.name = "test"
    configuration.version = "1.2.3"
    configuration.unixMicroseconds = { Self.unixMicroseconds }
    configure(&configuration)
    let loop = InProcessLoop(time: time)
    records = ServerRecords(loop: loop, configuration: configuration, factory: factory ?? registry)
    clientRecords = ClientRecords(serverAddress: "test", factory: factory ?? registry)
    channel = InProcessChannel(
      router: ObservedServer.router(time, gates, records),
      limits: limits,
      serverLimits: serverLimits,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      serverObserver: records,
      clientObserver: clientRecords,
      loop: loop
    )
  }

  /// Handlers do what the request's words say: "fail", "defect", "slow", "large", "wait NAME"; else they echo.
  private static func router(_ time: ManualTime, _ gates: Gates, _ records: ServerRecords) -> Router {
    var router = Router()
    router.immediate(TestMethods.now) { request, _ in try answer(request, time) }
    router.unary(TestMethods.task) { request, _ in
      if request.service.hasPrefix("wait ") { try await wait(request.service, gates) }
      return try answer(request, time)
    }
    router.serverStreaming(TestMethods.count) { request, writer, _ in
      for number in 0..<request.lastStream { try await writer.write(Number(number)) }
      if request.lastStream == 0 { try await wait("wait stream", gates) }
    }
    router.clientStreaming(TestMethods.collect) { requests, _ in
      var texts: [String] = []
      for try await request in requests { texts.append(request.service) }
      return Text(texts.joined(separator: " "))
    }
    router.register(IntrospectionService(records: records))
    return router
  }

  private static func wait(_ name: String, _ gates: Gates) async throws {
    let gate = gates.gate(name)
    gate.started.open()
    await gate.release.wait()
    try Task.checkCancellation()
  }

  private static func answer(_ request: Text, _ time: ManualTime) throws -> Text {
    switch request.service {
    case "fail": throw RPCError(.notFound, "there is no such thing")
    case "fault": throw RPCError(.unavailable, "not now")
    case "defect": throw Defect()
    case "large": return Text(String(repeating: "x", count: 200_000))
    case "slow":
      time.advance(by: .milliseconds(700))
      return request
    default: return request
    }
  }

  func now(_ text: String = "", _ options: CallOptions = CallOptions()) async throws -> String {
    try await channel.unary(TestMethods.now, Text(text), options: options).service
  }

  func task(_ text: String = "", _ options: CallOptions = CallOptions()) async throws -> String {
    try await channel.unary(TestMethods.task, Text(text), options: options).service
  }

  /// The code of a call that is expected to fail; nil when it did not.
  func code(_ body: () async throws -> some Any) async -> StatusCode? {
    do {
      _ = try await body()
      return nil
    } catch {
      return (error as? RPCError)?.code
    }
  }

  /// The server as its records show it.
  func snapshot() async -> RpcV1.ServerSnapshot {
    await records.read { $0.serverSnapshot() }
  }

  func notable() async -> [RpcV1.CallSnapshot] {
    await records.read { $0.notableCallSnapshots() }
  }

  var introspection: RpcV1.IntrospectionClient { RpcV1.IntrospectionClient(channel: channel) }

  /// The lines of the metrics that start with a name.
  func metricLines(_ name: String) async -> [String] {
    await records.refreshMetrics()
    let text = String(decoding: registry.text(), as: UTF8.self)
    return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(name) }
  }

  /// How many calls of a method ended with a status, by the metrics; 0 when there is no such line.
  func callCount(_ name: String, _ method: String, _ code: String) async -> Int {
    let lines = await metricLines("\(name)_seconds_count{")
    let found = lines.filter {
      $0.contains("rpc_method=\"\(method)\"") && $0.contains("rpc_response_status_code=\"\(code)\"")
    }
    return found.compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
  }
}

/// Waits for something that will certainly come about, without a clock.
func eventually(_ condition: () async -> Bool) async {
  while !(await condition()) { await Task.yield() }
}
