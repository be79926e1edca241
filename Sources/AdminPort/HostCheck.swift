/// Whether the host that a request names can be meant for this server.
///
/// A page from elsewhere, open in a browser on this machine, can make its own name point to 127.0.0.1 and read what is
/// served there ("DNS rebinding"). It cannot make the browser send another name than its own, so a server that listens
/// on this machine only takes no names but "localhost".
enum HostCheck {
  static func isAccepted(_ host: String?, isLoopbackOnly: Bool) -> Bool {
    guard isLoopbackOnly, let host, !host.isEmpty else { return true }
    let name = withoutPort(host)
    return name.lowercased() == "localhost" || isAddress(name)
  }

  private static func withoutPort(_ host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<end])
    }
    return String(host.prefix { $0 != ":" })
  }

  private static func isAddress(_ text: String) -> Bool {
    let isV4 =
      text.split(separator: ".", omittingEmptySubsequences: false).count == 4
      && text.allSatisfy { $0 == "." || ("0"..."9").contains($0) }
    let isV6 = text.contains(":") && text.allSatisfy { $0 == ":" || $0 == "." || $0.isHexDigit }
    return isV4 || isV6
  }
}
