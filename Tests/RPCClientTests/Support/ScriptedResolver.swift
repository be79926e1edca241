import Synchronization

@testable import RPC

/// A resolver that tells what the test says.
final class ScriptedResolver: AddressResolver {
  private struct State {
    var update: (@Sendable (Result<[PoolAddress], RPCError>) -> Void)?
    var refreshCount = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  private let first: [PoolAddress]?

  /// - Parameter first: what it tells at its start; nil = nothing.
  init(_ first: [PoolAddress]?) {
    self.first = first
  }

  convenience init(_ endpoints: String...) {
    self.init(endpoints.map { PoolAddress(endpoint: $0) })
  }

  var refreshCount: Int { state.withLock { $0.refreshCount } }
  var isStopped: Bool { state.withLock { $0.isStopped } }

  func tell(_ result: Result<[PoolAddress], RPCError>) {
    state.withLock { $0.update }?(result)
  }

  func tell(_ endpoints: String...) {
    tell(.success(endpoints.map { PoolAddress(endpoint: $0) }))
  }

  func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    state.withLock { $0.update = update }
    if let first { update(.success(first)) }
  }

  func refresh() { state.withLock { $0.refreshCount += 1 } }

  func stop() { state.withLock { $0.isStopped = true } }
}
