internal import RPC

extension PeerCertificate {
  /// True when the certificate is for a DNS name: one of its names is that, or the same with `*` for the first label
  /// (RFC 9525, 6.3). The common name does not count.
  func isFor(dnsName: String) -> Bool {
    let wanted = PeerCertificate.labels(dnsName)
    return dnsNames.contains { name in
      let labels = PeerCertificate.labels(name)
      guard labels.count == wanted.count, labels.dropFirst() == wanted.dropFirst() else { return false }
      if labels.first == wanted.first { return true }
      // "*.example" would be for everybody below a top-level name.
      return labels.first == "*" && labels.count >= 3
    }
  }

  private static func labels(_ name: String) -> [Substring] {
    let lowercased = name.lowercased()
    let withoutRoot = lowercased.hasSuffix(".") ? lowercased.dropLast() : lowercased[...]
    return withoutRoot.split(separator: ".", omittingEmptySubsequences: false)
  }
}
