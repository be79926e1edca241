/// Where a server listens and a channel connects to.
public enum Endpoint: Sendable, Hashable {
  /// A TCP address; port 0 lets the system choose one when listening.
  case tcp(host: String, port: Int)
  /// A Unix socket by its file.
  case unix(path: String)

  /// Most bytes the path of a Unix socket may have (Linux, unix(7), less the final NUL).
  public static let unixPathByteCountMax = 107

  /// Reads "tcp:127.0.0.1:7401", "tcp:[::1]:7401", "tcp:localhost:7401" or "unix:/run/ocop/registry.sock".
  /// - Throws: `SocketError` that says what is wrong with the text.
  public init(parsing text: String) throws(SocketError) {
    func refuse(_ why: String) -> SocketError {
      SocketError("\"\(text)\" is not an address: \(why); write tcp:HOST:PORT or unix:PATH")
    }
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst(5))
      guard !path.isEmpty else { throw refuse("the path is missing") }
      guard path.utf8.count <= Endpoint.unixPathByteCountMax else {
        throw refuse("the path has \(path.utf8.count) bytes, a socket's path at most \(Endpoint.unixPathByteCountMax)")
      }
      guard !path.utf8.contains(0) else { throw refuse("the path contains a NUL") }
      self = .unix(path: path)
      return
    }
    guard text.hasPrefix("tcp:") else { throw refuse("it starts with neither tcp: nor unix:") }
    let rest = text.dropFirst(4)
    guard let colon = rest.lastIndex(of: ":") else { throw refuse("the port is missing") }
    var host = String(rest[..<colon])
    let portText = rest[rest.index(after: colon)...]
    guard portText.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let port = Int(portText), (0...65_535).contains(port)
    else {
      throw refuse("the port \"\(portText)\" is not a number from 0 to 65535")
    }
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      throw refuse("an IPv6 address stands in brackets")
    }
    guard !host.isEmpty else { throw refuse("the host is missing") }
    self = .tcp(host: host, port: port)
  }
}

extension Endpoint: CustomStringConvertible {
  /// The text that `init(parsing:)` reads.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
