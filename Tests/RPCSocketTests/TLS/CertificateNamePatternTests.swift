import RPC
import RPCSocket
import Testing

@testable import RPCTLS

/// Goal: exactly the names that were written down let a certificate in.
@Suite("Names that are let in") struct CertificateNamePatternTests {
  private func certificate(_ names: [String]) -> PeerCertificate {
    PeerCertificate(
      commonName: "registry.ocop.example",
      dnsNames: names.filter { !$0.contains(":") },
      uris: names.filter { $0.contains(":") },
      notValidAfterSeconds: 0
    )
  }

  @Test(
    "a DNS name is compared without case, a star stands for one first label, a URI is compared as a whole",
    arguments: [
      ("registry.ocop.example", ["Registry.OCOP.example"], true), ("registry.ocop.example", ["x", "y"], false),
      ("*.ocop.example", ["gateway.ocop.example"], true), ("*.ocop.example", ["ocop.example"], false),
      ("*.ocop.example", ["a.b.ocop.example"], false), ("*.ocop.example", ["gateway.ocop.example.evil.example"], false),
      ("spiffe://ocop.example/gateway", ["spiffe://ocop.example/gateway"], true),
      ("spiffe://ocop.example/gateway", ["spiffe://ocop.example/gateway2"], false),
      ("spiffe://ocop.example/gateway", ["spiffe://ocop.example/Gateway"], false),
      ("localhost", ["localhost"], true), ("localhost", [], false),
      // The common name is not looked at, and a star in the certificate is nobody's name.
      ("registry.ocop.example", [], false), ("*.ocop.example", ["*.ocop.example"], false),
      ("a.ocop.example", ["*.ocop.example"], false),
    ]
  )
  func matching(pattern: String, names: [String], matches: Bool) throws {
    #expect(try CertificateNamePattern(parsing: pattern).matches(certificate(names)) == matches)
  }

  @Test(
    "what is no name is refused, with the reason",
    arguments: [
      ("", "1 to 300 characters"), ("a b", "without spaces"), ("*", "needs two labels"), ("*.org", "needs two labels"),
      ("a*.ocop.example", "whole first label"), ("a.*.example", "whole first label"), ("a..b", "labels of 1 to 63"),
      ("spiffe://ocop.example/*", "a star is for DNS names"), ("a/b", "a URI begins with its scheme"),
      (String(repeating: "a", count: 64), "labels of 1 to 63"), ("lạng-sơn.example", "ASCII"),
    ]
  )
  func refused(text: String, reason: String) {
    let error = #expect(throws: SocketError.self) { try CertificateNamePattern(parsing: text) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test("a list is separated by commas, with or without spaces, and one bad name spoils it")
  func list() throws {
    let list = try CertificateNamePattern.list(parsing: "a.example, *.b.example ,urn:c")
    #expect(list.map(\.description) == ["a.example", "*.b.example", "urn:c"])
    #expect(throws: SocketError.self) { try CertificateNamePattern.list(parsing: "a.example,,b.example") }
    #expect(throws: SocketError.self) { try CertificateNamePattern.list(parsing: "a.example,") }
  }
}
