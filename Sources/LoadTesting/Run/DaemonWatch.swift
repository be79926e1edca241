import ClientKit
import LoadStatistics
import Messages
import RPC
import Services

/// What a load costs the daemons that it calls, as they tell themselves (`ocop.rpc.v1.Introspection`).
struct DaemonWatch: Sendable {
  private let channels: [any Channel]
  private let before: [RpcV1.ServerSnapshot?]
  /// Why a daemon did not tell; nil when all did.
  let silence: String?

  private static let options = CallOptions(timeout: .seconds(2))

  /// Asks each daemon for the first time.
  init(_ channels: [any Channel]) async {
    self.channels = channels
    var snapshots: [RpcV1.ServerSnapshot?] = []
    var silence: String?
    for channel in channels {
      do {
        snapshots.append(try await Self.snapshot(channel))
      } catch {
        snapshots.append(nil)
        silence = silence ?? "\(error.message)"
      }
    }
    before = snapshots
    self.silence = silence
  }

  /// Asks each daemon again: what it used in between.
  func results() async -> [LoadDaemonResult] {
    var results: [LoadDaemonResult] = []
    for (channel, before) in zip(channels, before) {
      guard let before, let after = try? await Self.snapshot(channel) else { continue }
      // A daemon that was called by two addresses is told of once.
      guard !results.contains(where: { $0.name == after.name }), after.cpuMicroseconds >= before.cpuMicroseconds else {
        continue
      }
      var result = LoadDaemonResult(name: after.name)
      let calls = after.startedCalls &- before.startedCalls
      if calls > 0 {
        let microseconds = after.cpuMicroseconds - before.cpuMicroseconds
        result.cpuNanosecondsPerCall = Double(microseconds) * 1000 / Double(calls)
      }
      result.residentBytesBefore = before.residentBytes
      result.residentBytesAfter = after.residentBytes
      results.append(result)
    }
    return results
  }

  private static func snapshot(_ channel: any Channel) async throws(RPCError) -> RpcV1.ServerSnapshot {
    try await RpcV1.IntrospectionClient(channel: channel).getServer(RpcV1.GetServerRequest(), options: options)
  }
}
