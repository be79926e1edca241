import Foundation
import PostgreSQLTestServer
import Synchronization

/// Four daemons of the build on Unix sockets in a folder of their own, and the command line that talks to them.
final class Installation: Sendable {
  /// One of the four daemons.
  enum Service: String, CaseIterable, Sendable {
    case registry, listing, reporting, gateway
  }

  /// Holds data and sockets; removed with the installation.
  let folder: URL
  private let running = Mutex<[Service: Program]>([:])

  /// Makes the folder and starts all four, in an order of the test's choosing: any order has to do.
  init(startingInOrder order: [Service] = Service.allCases) async throws {
    folder = URL(filePath: "/tmp/ocop-\(UInt32.random(in: 0...UInt32.max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for service in order { try await start(service) }
  }

  deinit {
    running.withLock { $0.values.forEach { $0.signal(SIGKILL) } }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Where a service listens.
  func endpoint(of service: Service) -> String { "unix:\(folder.path)/\(service).sock" }

  /// The socket file of a service.
  func socketPath(of service: Service) -> String { "\(folder.path)/\(service).sock" }

  /// The running program of a service.
  func program(of service: Service) -> Program? { running.withLock { $0[service] } }

  /// Whether the services keep their data on PostgreSQL: when OCOP_TESTED_ENGINE says so.
  static let isOnPostgreSQL = ProcessInfo.processInfo.environment["OCOP_TESTED_ENGINE"] == "postgresql"

  /// Where a service keeps its data: a file in the folder, or a schema of its own, made when it is missing.
  func storage(of service: Service) throws -> String {
    guard Self.isOnPostgreSQL else { return "sqlite:\(folder.path)/\(service).db" }
    let server = try TestServer.shared()
    let schema = folder.lastPathComponent.split(separator: "-").joined(separator: "_") + "_\(service)"
    try server.run("CREATE SCHEMA IF NOT EXISTS \(schema)")
    return server.location(parameters: ["options=-csearch_path%3D\(schema)"])
  }

  /// Starts a service and waits for its line that it listens.
  func start(_ service: Service, with flags: [String] = []) async throws {
    var arguments = ["--listen", endpoint(of: service)] + flags
    if service != .gateway { arguments += ["--storage", try storage(of: service)] }
    if service == .gateway || service == .listing || service == .reporting {
      arguments += ["--registry-address", endpoint(of: .registry)]
    }
    if service == .gateway || service == .reporting { arguments += ["--listing-address", endpoint(of: .listing)] }
    if service == .gateway { arguments += ["--reporting-address", endpoint(of: .reporting)] }
    let program = try Program("ocop-\(service)", arguments)
    running.withLock { $0[service] = program }
    _ = try await program.line(with: "listening")
  }

  /// Ends a service at once, as a power cut would, and waits until it is gone.
  func killAtOnce(_ service: Service) async {
    guard let program = running.withLock({ $0.removeValue(forKey: service) }) else { return }
    program.signal(SIGKILL)
    _ = await program.outcome()
  }

  /// Asks a service to stop and waits for its exit code.
  func stop(_ service: Service) async -> Program.Outcome? {
    guard let program = running.withLock({ $0.removeValue(forKey: service) }) else { return nil }
    program.signal(SIGTERM)
    return await program.outcome()
  }

  /// Runs the command line against this installation's gateway.
  func ocop(_ arguments: String...) async throws -> Program.Outcome {
    try await ocop(arguments)
  }

  /// Runs the command line against this installation's gateway.
  func ocop(_ arguments: [String]) async throws -> Program.Outcome {
    try await Program.run("ocop", arguments, environment: environment)
  }

  /// What the command line needs to find this installation.
  var environment: [String: String] { ["OCOP_GATEWAY": endpoint(of: .gateway)] }
}
