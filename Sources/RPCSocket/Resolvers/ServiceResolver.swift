public import RPC
internal import Synchronization

/// A resolver of a configured list: what each part resolves to, one after the other, nothing twice. What is known is
/// told, also while another part has not said anything or fails.
public final class ServiceResolver: AddressResolver {
  private struct State {
    var lists: [[PoolAddress]]
    var told: [PoolAddress] = []
    var update: (@Sendable (Result<[PoolAddress], RPCError>) -> Void)?
  }

  private let parts: [any AddressResolver]
  private let names: [String]
  private let sources: [ServiceAddresses.Source]
  private let driver: any LoopDriver
  private let state: Mutex<State>

  convenience init(_ addresses: ServiceAddresses, loop: SocketLoop) {
    var parts: [any AddressResolver] = []
    var names: [String] = []
    for source in addresses.sources {
      switch source {
      case .endpoint(let endpoint): parts.append(FixedAddress(endpoint))
      case .name(let host, let port): parts.append(DNSResolver(host: host, port: port, loop: loop))
      case .file(let path): parts.append(FileResolver(path: path, loop: loop))
      }
      if case .name(let host, _) = source { names.append(host) } else { names.append("") }
    }
    self.init(parts: parts, names: names, sources: addresses.sources, driver: loop.runQueue.driver)
    // What is fixed is known from the start, so that the first list that is told has all of it.
    state.withLock { state in
      for (number, source) in addresses.sources.enumerated() {
        if case .endpoint(let endpoint) = source { state.lists[number] = [PoolAddress(endpoint: "\(endpoint)")] }
      }
    }
  }

  /// - Parameters:
  ///   - names: the name that each part resolves; empty = it resolves none.
  ///   - sources: what each part is, where a configuration says it.
  init(
    parts: [any AddressResolver],
    names: [String],
    sources: [ServiceAddresses.Source] = [],
    driver: any LoopDriver
  ) {
    self.parts = parts
    self.names = names
    self.sources = sources
    self.driver = driver
    state = Mutex(State(lists: Array(repeating: [], count: parts.count)))
  }

  /// Takes what another one knows of the parts that both have. Before `start`.
  func takeOver(from other: ServiceResolver) {
    let known = other.state.withLock { $0.lists }
    state.withLock { state in
      for (number, source) in sources.enumerated() {
        guard let index = other.sources.firstIndex(of: source), index < known.count else { continue }
        state.lists[number] = known[index]
      }
    }
  }

  /// The name that an address was resolved from, for the check of its certificate; empty = from none.
  public func name(of address: PoolAddress) -> String {
    let part = state.withLock { state in
      state.lists.firstIndex { list in list.contains { $0.endpoint == address.endpoint } }
    }
    return part.map { names[$0] } ?? ""
  }

  /// See `AddressResolver`.
  public func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
    state.withLock { $0.update = update }
    for (number, part) in parts.enumerated() {
      part.start { [weak self] in self?.told($0, by: number) }
    }
  }

  private func told(_ result: Result<[PoolAddress], RPCError>, by number: Int) {
    state.withLock { state in
      switch result {
      case .failure:
        tell(result)
      case .success(let list):
        state.lists[number] = list
        var endpoints: Set<String> = []
        let all = state.lists.joined().filter { endpoints.insert($0.endpoint).inserted }
        if all == state.told { return }
        state.told = all
        tell(.success(all))
      }
    }
  }

  /// On the loop, so that one comes after the other, and in the order in which they were found.
  private func tell(_ result: Result<[PoolAddress], RPCError>) {
    driver.execute {
      let update = self.state.withLock { $0.update }
      update?(result)
    }
  }

  /// See `AddressResolver`.
  public func refresh() {
    for part in parts { part.refresh() }
  }

  /// See `AddressResolver`.
  public func stop() {
    state.withLock { $0.update = nil }
    for part in parts { part.stop() }
  }
}
