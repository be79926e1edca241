extension Endpoint {
  /// True when no other machine can connect to it, and what is sent there does not leave this one: a Unix socket, or a
  /// loopback address (RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). Of names only "localhost" counts.
  public var isOnThisMachineOnly: Bool {
    guard case .tcp(let host, _) = self else { return true }
    if host == "localhost" || host == "::1" { return true }
    // A whole address: "127.example.org" begins like one.
    return host.hasPrefix("127.") && host.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
      && host.split(separator: ".", omittingEmptySubsequences: false).count == 4
  }
}
