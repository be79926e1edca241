internal import RPC
public import RPCSocket

/// Names of certificates that are let in: a DNS name, one with a star for its first label, or a URI.
///
/// `listing.ocop.example`, `*.offices.ocop.example`, `spiffe://ocop.example/gateway`
public struct CertificateNamePattern: Hashable, Sendable, CustomStringConvertible {
  /// As it was written.
  public let description: String
  private let isURI: Bool

  /// Reads a pattern.
  /// - Throws: `SocketError` that says what is wrong with it.
  public init(parsing text: String) throws(SocketError) {
    func problem(_ why: String) -> SocketError {
      SocketError("\"\(text.prefix(300))\" is no name for a certificate: \(why)")
    }
    guard !text.isEmpty, text.utf8.count <= 300, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
      throw problem("it has to be 1 to 300 characters of ASCII, without spaces")
    }
    isURI = text.contains(":")
    description = text
    if isURI {
      guard !text.contains("*") else { throw problem("a URI is compared as a whole; a star is for DNS names") }
      return
    }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 63 && !$0.contains("/") }) else {
      throw problem("a DNS name is made of labels of 1 to 63 characters; a URI begins with its scheme (spiffe://...)")
    }
    guard !labels.dropFirst().contains(where: { $0.contains("*") }), labels[0] == "*" || !labels[0].contains("*") else {
      throw problem("a star stands for the whole first label, and only there")
    }
    guard labels[0] != "*" || labels.count >= 3 else {
      throw problem("a star needs two labels behind it, or it would let in everybody under \(labels.last ?? "")")
    }
  }

  /// True when the certificate has such a name. Its common name does not count, and a star in the certificate is no
  /// name.
  func matches(_ certificate: PeerCertificate) -> Bool {
    if isURI { return certificate.uris.contains(description) }
    let pattern = PeerCertificate(dnsNames: [description], notValidAfterSeconds: 0)
    return certificate.dnsNames.contains { !$0.contains("*") && pattern.isFor(dnsName: $0) }
  }

  /// A list of them, separated by commas.
  /// - Throws: `SocketError` that says which one is wrong, and how.
  public static func list(parsing text: String) throws(SocketError) -> [CertificateNamePattern] {
    var patterns: [CertificateNamePattern] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = part.drop { $0 == " " }
      patterns.append(try CertificateNamePattern(parsing: String(name.reversed().drop { $0 == " " }.reversed())))
    }
    return patterns
  }
}
