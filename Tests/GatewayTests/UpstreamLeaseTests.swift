import RPC
import RPCSocket
import Testing

@testable import Gateway

/// Goal: a call counts at the process that has it. Method: a group of two addresses where nobody listens; the test is
/// the relay.
@Suite("A call at its process", .timeLimit(.minutes(1)))
struct UpstreamLeaseTests {
  private static func group(_ paths: [String]) async throws -> UpstreamGroup {
    let loop = SocketLoop()
    let addresses = try ServiceAddresses(parsing: paths.map { "unix:\($0)" }.joined(separator: ","))
    let group = UpstreamGroup(
      RoutedService.all[0].route(addresses),
      settings: UpstreamSettings(),
      callers: CallerDirectory(),
      loop: loop,
      logger: TestInstallation.logger
    ) { endpoint, _ in
      var configuration = SocketChannel.Configuration()
      configuration.loop = loop
      let channel = SocketChannel(endpoint: endpoint, configuration: configuration, logger: TestInstallation.logger)
      return UpstreamMember(channel: channel, traced: channel)
    }
    group.start()
    while group.rows.count < paths.count { await Task.yield() }
    return group
  }

  private func flying(_ group: UpstreamGroup) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: group.rows.map { ($0.row.address, $0.row.callsInFlight) })
  }

  @Test("a call that moves counts where it went, and nowhere once it has ended")
  func moves() async throws {
    let group = try await Self.group([TestInstallation.socketPath(), TestInstallation.socketPath()])
    guard case .forward(let first, let lease?) = group.decide(caller: 0, nowNanoseconds: 0) else {
      Issue.record("the call was refused")
      return
    }
    #expect(flying(group)[first.address] == 1)
    #expect(lease.mayMove)
    let error = RPCError(.unavailable, "refused", isNotProcessed: true)
    let second = try #require(lease.alternative(after: error))
    #expect(second !== first)
    #expect(flying(group) == [first.address: 0, second.address: 1])
    lease.ended(.answered)
    #expect(flying(group) == [first.address: 0, second.address: 0])
    await group.close()
  }

  @Test("with one address there is nowhere to move to, and no copy of a call is kept for it")
  func alone() async throws {
    let group = try await Self.group([TestInstallation.socketPath()])
    guard case .forward(_, let lease?) = group.decide(caller: 0, nowNanoseconds: 0) else {
      Issue.record("the call was refused")
      return
    }
    #expect(!lease.mayMove)
    #expect(lease.alternative(after: RPCError(.unavailable, "refused", isNotProcessed: true)) == nil)
    lease.ended(.lost)
    await group.close()
  }
}
