import RPC
import RPCTLS
import Testing

@testable import RPCSocket
@testable import RPCTLS

/// Goal: the names in certificates are read and compared as the rules say, and hostile bytes do no harm.
@Suite("Names in certificates") struct CertificateNameTests {
  @Test(
    "a DNS name is compared without case, and a star stands for one first label",
    arguments: [
      ("a.example.org", "a.example.org", true), ("A.Example.org", "a.eXample.org.", true),
      ("*.example.org", "a.example.org", true), ("*.example.org", "example.org", false),
      ("*.example.org", "a.b.example.org", false), ("*.org", "example.org", false), ("*", "localhost", false),
      ("a*.example.org", "ab.example.org", false), ("a.example.org", "b.example.org", false),
      ("a.*.org", "a.b.org", false), ("localhost", "localhost", true), ("", "localhost", false),
    ]
  )
  func matching(certified: String, wanted: String, isFor: Bool) {
    let certificate = PeerCertificate(commonName: wanted, dnsNames: [certified], notValidAfterSeconds: 0)
    #expect(certificate.isFor(dnsName: wanted) == isFor)
  }

  @Test("a common name alone is for nobody")
  func commonNameDoesNotCount() {
    let certificate = PeerCertificate(commonName: "localhost", notValidAfterSeconds: 0)
    #expect(!certificate.isFor(dnsName: "localhost"))
  }

  /// A certificate as far as its subject: version, serial number, and empty algorithm, issuer and validity.
  private func certificate(subject: [UInt8]) -> [UInt8] {
    func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag, UInt8(content.count)] + content }
    let before = value(0xA0, value(0x02, [2])) + value(0x02, [1]) + value(0x30, []) + value(0x30, []) + value(0x30, [])
    return value(0x30, value(0x30, before + value(0x30, subject)))
  }

  private func name(_ tag: UInt8, _ text: [UInt8]) -> [UInt8] {
    let attribute: [UInt8] = [0x06, 3, 0x55, 0x04, 0x03, tag, UInt8(text.count)] + text
    return [0x31, UInt8(attribute.count + 2), 0x30, UInt8(attribute.count)] + attribute
  }

  @Test("the last common name that is text is taken")
  func commonName() {
    let two = name(0x0C, Array("first".utf8)) + name(0x13, Array("second".utf8))
    #expect(CertificateSubject.commonName(ofDER: certificate(subject: two)) == "second")
    #expect(CertificateSubject.commonName(ofDER: certificate(subject: [])) == nil)
    #expect(CertificateSubject.commonName(ofDER: certificate(subject: name(0x0C, [0xFF]))) == nil)
    #expect(CertificateSubject.commonName(ofDER: certificate(subject: name(0x0C, Array("a\nb".utf8)))) == nil)
    #expect(CertificateSubject.commonName(ofDER: certificate(subject: name(0x1E, [0, 0x61]))) == nil)
  }

  @Test("bytes that are cut off anywhere, or changed anywhere, are read without harm")
  func hostileBytes() {
    let whole = certificate(subject: name(0x0C, Array("name".utf8)))
    for count in 0..<whole.count {
      #expect(CertificateSubject.commonName(ofDER: Array(whole.prefix(count))) == nil)
    }
    for index in whole.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = whole
        changed[index] = byte
        _ = CertificateSubject.commonName(ofDER: changed)
      }
    }
    #expect(CertificateSubject.commonName(ofDER: [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    #expect(CertificateSubject.commonName(ofDER: [0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1]) == nil)
  }
}

#if !TLS
  @Suite("A build without TLS") struct AbsentTLSTests {
    @Test("asking for TLS says how to get it")
    func absent() {
      let files = TLSFiles(certificateChain: "/a", privateKey: "/b", authorities: "/c")
      let server = #expect(throws: SocketError.self) { try TLS.server(files, logger: TestServer.silentLogger) }
      #expect(server?.message.contains("swift build --traits TLS") == true)
      let client = #expect(throws: SocketError.self) { try TLS.client(files, logger: TestServer.silentLogger) }
      #expect(client?.message.contains("swift build --traits TLS") == true)
      #expect(!TLS.isBuiltIn)
    }
  }
#endif
