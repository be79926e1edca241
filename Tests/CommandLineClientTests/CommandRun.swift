import ClientKit
import DomainPrimitives
import RPC
import RPCInProcess
import RPCSocket
import Services
import Synchronization

@testable import CommandLineClient

/// One run of the command line against services in this process.
struct CommandRun {
  let status: CommandStatus
  let output: String
  let diagnostics: String
  /// Endpoint the command asked for; nil when it opened no channel.
  let endpoint: String?

  init(
    _ arguments: [String],
    channel: any Channel,
    environment: [String: String] = [:],
    input: String = "",
    readInputChunk: (@Sendable (Int) throws -> [UInt8])? = nil,
    isTerminal: Bool = false,
    importLimits: ImportLimits = ImportLimits(),
    today: String? = nil
  ) async {
    let output = CollectedOutput()
    let diagnostics = CollectedOutput(isTerminal: isTerminal)
    let opened = Opened()
    var session = Session(
      output: output,
      diagnostics: diagnostics,
      environment: environment,
      openChannel: { address in
        opened.endpoint.withLock { $0 = address.endpoint.description }
        return channel
      },
      readInputChunk: readInputChunk ?? CommandRun.chunks([input]),
      pause: { _ in }
    )
    session.importLimits = importLimits
    if let day = today.flatMap({ try? CivilDate(parsing: $0) }) {
      // Noon in Vietnam.
      session.nowUnixSeconds = { Int64(day.daysSinceEpoch) * 86_400 + 5 * 3_600 }
    }
    status = await CommandLineClient.run(arguments: arguments, in: session)
    self.output = output.text
    self.diagnostics = diagnostics.text
    endpoint = opened.endpoint.withLock { $0 }
  }

  /// A run against a registry and a listing service.
  init(
    _ arguments: [String],
    _ registry: FakeRegistry,
    _ listing: FakeListing = FakeListing(),
    environment: [String: String] = [:],
    importLimits: ImportLimits = ImportLimits()
  ) async {
    var router = Router()
    router.register(registry)
    router.register(listing)
    router.registerReflection()
    await self.init(
      arguments,
      channel: InProcessChannel(router: router),
      environment: environment,
      importLimits: importLimits
    )
  }

  /// Standard input that holds these parts, each read at once.
  static func chunks(_ parts: [String]) -> @Sendable (Int) -> [UInt8] {
    let rest = Rest(parts)
    return { bytesMax in rest.take(bytesMax) }
  }

  private final class Rest: Sendable {
    private let parts: Mutex<[[UInt8]]>

    init(_ parts: [String]) {
      self.parts = Mutex(parts.map { Array($0.utf8) }.filter { !$0.isEmpty })
    }

    func take(_ bytesMax: Int) -> [UInt8] {
      parts.withLock { parts in
        guard let first = parts.first else { return [] }
        if first.count > bytesMax { parts[0] = Array(first.dropFirst(bytesMax)) } else { parts.removeFirst() }
        return Array(first.prefix(bytesMax))
      }
    }
  }

  private final class Opened: Sendable {
    let endpoint = Mutex<String?>(nil)
  }
}

extension Session {
  /// A session whose words nobody reads.
  static let silent = Session(
    output: CollectedOutput(),
    diagnostics: CollectedOutput(),
    environment: [:],
    openChannel: { _ in throw CommandFailure(.failure, "no channel here") },
    readInputChunk: { _ in [] },
    pause: { _ in }
  )
}
