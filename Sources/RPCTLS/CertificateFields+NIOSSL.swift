#if TLS
  internal import NIOSSL

  extension CertificateFields {
    /// The fields of a certificate; nil when they cannot be read, which no certificate that was verified brings about.
    init?(_ certificate: NIOSSLCertificate) {
      guard let bytes = try? certificate.toDERBytes() else { return nil }
      self.init(ofDER: bytes)
    }
  }
#endif
