@testable import RPC

/// A channel of a simulation, on a loop of its own.
final class SimulatedClient {
  /// The channel as others see it.
  private struct Inner: CoreBackedChannel {
    let core: ClientChannel
  }

  let core: ClientChannel
  let loop: SimulatedLoop
  let witness: ClientWitness

  private let repeating: RetryingChannel?

  init(_ world: SimulatedWorld, number: Int, profile: RuntimeProfile, network: SimulatedNetwork) {
    loop = SimulatedLoop(world, number: number)
    witness = ClientWitness(world)
    var backoff = Backoff()
    // The one thing that would be left to real chance.
    backoff.jitter = 0
    core = ClientChannel(
      connector: network,
      limits: profile.limits,
      runQueue: RunQueue(driver: loop),
      logger: SimulatedNetwork.silentLogger,
      agent: "simulated",
      backoff: backoff,
      observer: witness
    )
    if case .none = profile.repetition {
      repeating = nil
    } else {
      var configuration = ServiceConfiguration()
      configuration.standard.repetition = profile.repetition
      repeating = RetryingChannel(
        around: Inner(core: core),
        configuration: configuration,
        driver: loop,
        seed: world.random.next()
      )
    }
  }

  /// The channel for calls of a kind. Streams are repeated by tasks that choose their executor themselves, which would
  /// leave the simulation; so only unary calls are.
  func channel(for kind: MethodKind) -> any Channel {
    if kind == .unary, let repeating { return repeating }
    return Inner(core: core)
  }
}
