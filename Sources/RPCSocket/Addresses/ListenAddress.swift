/// Where a server takes connections: an address of its own, or sockets that it was started with.
public enum ListenAddress: Sendable, Hashable {
  /// A socket that the server opens.
  case endpoint(Endpoint)
  /// Sockets that systemd opened and handed over (socket activation, sd_listen_fds(3)): those with this name, or all of
  /// them.
  case inherited(name: String?)

  /// Reads "tcp:HOST:PORT", "unix:PATH", "systemd:" or "systemd:NAME".
  /// - Throws: `SocketError` that says what is wrong with the text.
  public init(parsing text: String) throws(SocketError) {
    guard text.hasPrefix("systemd:") else {
      self = .endpoint(try Endpoint(parsing: text))
      return
    }
    let name = text.dropFirst("systemd:".count)
    // systemd.socket(5): no control characters and no colon, at most 255 of them.
    guard name.utf8.count <= 255, name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: ":") }) else {
      throw SocketError("\"\(text)\" is not an address: a name of systemd has printable ASCII without \":\"")
    }
    self = .inherited(name: name.isEmpty ? nil : String(name))
  }

  /// Reads one or several addresses, separated by commas: "tcp:0.0.0.0:7400,unix:/run/ocop/gateway.sock".
  /// - Throws: `SocketError` that says which of them is wrong, or comes twice.
  public static func list(parsing text: String) throws(SocketError) -> [ListenAddress] {
    var addresses: [ListenAddress] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let address = try ListenAddress(parsing: String(part))
      guard !addresses.contains(address) else { throw SocketError("\"\(part)\" is named twice") }
      addresses.append(address)
    }
    return addresses
  }
}

extension ListenAddress: CustomStringConvertible {
  /// The text that `init(parsing:)` reads.
  public var description: String {
    switch self {
    case .endpoint(let endpoint): "\(endpoint)"
    case .inherited(let name): "systemd:\(name ?? "")"
    }
  }
}
