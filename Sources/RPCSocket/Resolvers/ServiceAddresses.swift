/// Where the processes of one service are, as a configuration says it: endpoints, names that the system resolves, and
/// files of addresses; one of them or several.
public struct ServiceAddresses: Sendable, Hashable {
  /// One part of the list.
  public enum Source: Sendable, Hashable {
    /// "tcp:HOST:PORT" or "unix:PATH": one process.
    case endpoint(Endpoint)
    /// "dns:NAME:PORT": a process at each address that the name has (`DNSResolver`).
    case name(host: String, port: Int)
    /// "file:PATH": those that a file lists (`FileResolver`).
    case file(path: String)
  }

  /// Most parts of a list.
  public static let sourcesMax = 64

  /// The parts, in their order; at least one.
  public let sources: [Source]

  /// A single address.
  public init(_ endpoint: Endpoint) {
    sources = [.endpoint(endpoint)]
  }

  /// Reads a list separated by commas: "tcp:10.0.0.7:7401,tcp:10.0.0.8:7401" or "dns:registry.internal:7401".
  /// - Throws: `SocketError` that says what is wrong with which part.
  public init(parsing text: String) throws(SocketError) {
    var found: [Source] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let source = try ServiceAddresses.source(String(part.trimmingSpaces))
      if found.contains(source) { throw SocketError("\(source) is in the list twice") }
      found.append(source)
    }
    guard found.count <= ServiceAddresses.sourcesMax else {
      throw SocketError(
        "\(found.count) addresses are too many, \(ServiceAddresses.sourcesMax) may be listed; use file:"
      )
    }
    sources = found
  }

  private static func source(_ text: String) throws(SocketError) -> Source {
    if text.isEmpty { throw SocketError("an address of the list is empty") }
    if text.hasPrefix("file:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty, !path.utf8.contains(0) else { throw SocketError("\"\(text)\": the path is missing") }
      return .file(path: path)
    }
    guard text.hasPrefix("dns:") else {
      let endpoint = try Endpoint(parsing: text)
      if case .tcp(_, 0) = endpoint { throw SocketError("\(endpoint): port 0 cannot be connected to") }
      return .endpoint(endpoint)
    }
    // A name and a port are written as in tcp:HOST:PORT.
    guard case .tcp(let host, let port)? = try? Endpoint(parsing: "tcp:" + text.dropFirst(4)), port > 0,
      !host.contains(":")
    else { throw SocketError("\"\(text)\" is not dns:NAME:PORT") }
    return .name(host: host, port: port)
  }

  /// The address, when there is just one and it is an endpoint.
  public var onlyEndpoint: Endpoint? {
    if sources.count == 1, case .endpoint(let endpoint) = sources[0] { endpoint } else { nil }
  }

  /// A resolver of the whole list.
  /// - Parameters:
  ///   - loop: where it has its timers, and tells its lists.
  ///   - before: one of another list: what it knows of the parts that both lists have need not be found out again.
  public func makeResolver(loop: SocketLoop = .shared, continuing before: ServiceResolver? = nil) -> ServiceResolver {
    let resolver = ServiceResolver(self, loop: loop)
    if let before { resolver.takeOver(from: before) }
    return resolver
  }
}

extension ServiceAddresses: CustomStringConvertible {
  /// The text that `init(parsing:)` reads.
  public var description: String { sources.map(\.description).joined(separator: ",") }
}

extension ServiceAddresses.Source: CustomStringConvertible {
  /// The text of this part.
  public var description: String {
    switch self {
    case .endpoint(let endpoint): "\(endpoint)"
    case .name(let host, let port): "dns:\(host):\(port)"
    case .file(let path): "file:\(path)"
    }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
