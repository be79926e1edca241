import Logging
import Synchronization

@testable import RPC

/// A pool of fake channels, on a clock that the test moves.
final class PoolUnderTest: Sendable {
  let loop: StepLoop
  let resolver: ScriptedResolver
  let channel: PooledChannel
  private let made: Made

  private final class Made: Sendable {
    let channels = Mutex<[String: FakeChannel]>([:])
  }

  static let silentLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// - Parameters:
  ///   - endpoints: the first list; empty = none is told yet.
  ///   - make: makes a member; by default one that is ready as soon as it is connected to.
  init(
    _ endpoints: [String],
    _ configuration: PoolConfiguration = PoolConfiguration(),
    loop: StepLoop = StepLoop(),
    make: @escaping @Sendable (PoolAddress) -> FakeChannel = { FakeChannel($0.endpoint) }
  ) {
    var configuration = configuration
    if configuration.seed == nil { configuration.seed = 1 }
    let made = Made()
    self.made = made
    self.loop = loop
    resolver = ScriptedResolver(endpoints.isEmpty ? nil : endpoints.map { PoolAddress(endpoint: $0) })
    channel = PooledChannel(
      resolver: resolver,
      configuration: configuration,
      driver: loop,
      logger: PoolUnderTest.silentLogger
    ) { address in
      let channel = make(address)
      made.channels.withLock { $0[address.endpoint] = channel }
      return channel
    }
  }

  /// The latest member made for an endpoint.
  subscript(endpoint: String) -> FakeChannel {
    guard let channel = made.channels.withLock({ $0[endpoint] }) else {
      preconditionFailure("no member was made for \(endpoint)")
    }
    return channel
  }

  /// How many calls each member got.
  func callCounts(_ endpoints: String...) -> [Int] { endpoints.map { self[$0].calls.count } }

  func state(of endpoint: String) -> PoolMemberState? {
    channel.members.first { $0.address.endpoint == endpoint }
  }
}
