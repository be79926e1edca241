internal import Glibc

/// Names whoever is on the other side of a connection, to count by: the same for all connections of one caller as far
/// as the transport can tell, and not for the caller to choose.
enum CallerKey {
  /// The certificate's URI ("spiffe://ocop.example/listing"), DNS name ("dns:listing.ocop.example") or common name
  /// ("cn:listing"); the user of a process on this machine ("uid:1000"); else the address without its port
  /// ("tcp:10.0.0.7"). Of an IPv6 address the network counts ("tcp:[2001:db8:0:1::/64]"): hosts choose the rest
  /// themselves.
  static func key(_ identity: PeerIdentity, peer: String) -> String {
    if let certificate = identity.certificate {
      if let uri = certificate.uris.first { return uri }
      if let name = certificate.dnsNames.first { return "dns:" + name }
      if let name = certificate.commonName { return "cn:" + name }
    }
    if let process = identity.process { return "uid:\(process.userID)" }
    guard peer.hasPrefix("tcp:"), let colon = peer.lastIndex(of: ":") else { return peer }
    let address = peer[..<colon]
    guard address.hasPrefix("tcp:["), address.hasSuffix("]") else { return String(address) }
    return "tcp:" + network(String(address.dropFirst(5).dropLast()))
  }

  private static func network(_ host: String) -> String {
    var address = in6_addr()
    // What follows "%" names an interface of this machine.
    guard inet_pton(AF_INET6, String(host.prefix { $0 != "%" }), &address) == 1 else { return "[\(host)]" }
    return withUnsafeBytes(of: address) { bytes in
      // An IPv4 address in IPv6's clothes, as a socket for both shows it.
      if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
        return bytes[12...].map { "\($0)" }.joined(separator: ".")
      }
      let groups = stride(from: 0, to: 8, by: 2).map { index in
        String(UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1]), radix: 16)
      }
      return "[\(groups.joined(separator: ":"))::/64]"
    }
  }
}
