#if TLS
  internal import Glibc
  internal import NIOSSL
  internal import RPC

  extension PeerCertificate {
    /// The names in a certificate. Names that are not what their kind says are left out.
    init(_ certificate: NIOSSLCertificate) {
      var names = PeerCertificate(notValidAfterSeconds: Int64(certificate.notValidAfter))
      if let bytes = try? certificate.toDERBytes() { names.commonName = CertificateSubject.commonName(ofDER: bytes) }
      for name in certificate._subjectAlternativeNames() {
        switch name.nameType {
        case .dnsName:
          if let text = PeerCertificate.asciiText(name.contents) { names.dnsNames.append(text) }
        case .uri:
          if let text = PeerCertificate.asciiText(name.contents) { names.uris.append(text) }
        case .ipAddress:
          if let text = PeerCertificate.addressText(Array(name.contents)) { names.ipAddresses.append(text) }
        default:
          break
        }
      }
      self = names
    }

    /// Printable ASCII, which is all that these kinds may hold (RFC 5280, 4.2.1.6).
    private static func asciiText(_ bytes: some Collection<UInt8>) -> String? {
      guard !bytes.isEmpty, bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }

    private static func addressText(_ bytes: [UInt8]) -> String? {
      guard bytes.count == 4 || bytes.count == 16 else { return nil }
      var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
      let family = bytes.count == 4 ? AF_INET : AF_INET6
      guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return nil }
      return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
#endif
