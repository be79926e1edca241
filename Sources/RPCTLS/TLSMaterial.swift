#if TLS
  internal import Glibc
  internal import Logging
  internal import NIOCore
  internal import NIOSSL
  internal import RPCSocket

  /// What the files of one side hold, ready for use.
  struct TLSMaterial {
    /// Largest file that is read, in bytes.
    static let fileBytesMax = 1 << 20

    /// Largest file of lists of revoked certificates, in bytes: some 80,000 certificates.
    static let revokedBytesMax = 4 << 20

    let context: NIOSSLContext
    /// Who is refused though an authority has made its certificate; nil when no list is configured.
    let revoked: RevokedCertificates?
    /// What an operator should see to, though it works: sentences.
    let warnings: [String]
    /// What an operator wants to see of it.
    let logMetadata: Logger.Metadata

    /// Reads the files.
    /// - Throws: `SocketError` that says which file is wrong and how.
    init(role: TLSRole, files: TLSFiles) throws(SocketError) {
      var metadata: Logger.Metadata = [:]
      var configuration = TLSConfiguration.makeClientConfiguration()
      let identity = try TLSMaterial.identity(files)
      if let (chain, key) = identity {
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
        metadata["certificate"] = "\(files.certificateChain ?? "")"
        metadata["expires"] = "\(CertificateTime.text(Int64(chain[0].notValidAfter)))"
      } else if role == .server {
        throw SocketError("a server needs a TLS certificate and its key")
      }
      var authorities: [NIOSSLCertificate] = []
      if let path = files.authorities {
        authorities = try TLSMaterial.certificates(path)
        configuration.trustRoots = .certificates(authorities)
        metadata["authorities"] = "\(path)"
      } else if role == .client {
        throw SocketError("a client needs the certificates of the authorities it trusts")
      }
      switch role {
      case .client: configuration.certificateVerification = .fullVerification
      // Required and verified when there is somebody to verify it by. Who may do what is not the handshake's affair.
      case .server: configuration.certificateVerification = files.authorities == nil ? .none : .noHostnameVerification
      }
      configuration.minimumTLSVersion = .tlsv13
      configuration.applicationProtocols = [TLS.applicationProtocol]
      // After our own CLOSE and end of output nothing more is expected of the peer.
      configuration.shutdownTimeout = .seconds(1)
      do {
        context = try NIOSSLContext(configuration: configuration)
      } catch {
        throw SocketError(
          "\(files.privateKey ?? "the key") does not belong to the first certificate of "
            + "\(files.certificateChain ?? "the chain"), or is of a kind that cannot be used"
        )
      }
      revoked = try files.revoked.map { path throws(SocketError) in try TLSMaterial.revoked(path) }
      if let revoked, let path = files.revoked {
        metadata["revoked"] = "\(revoked.count) in \(path)"
        warnings = TLSMaterial.warnings(revoked, path, authorities, own: identity?.chain.first)
      } else {
        warnings = []
      }
      logMetadata = metadata
    }

    private static func revoked(_ path: String) throws(SocketError) -> RevokedCertificates {
      let bytes = try FileContents.read(path, bytesMax: revokedBytesMax)
      do throws(PEMBlocks.Problem) {
        return try RevokedCertificates(pem: bytes)
      } catch {
        throw SocketError("\(path) \(error.text)")
      }
    }

    private static func warnings(
      _ revoked: RevokedCertificates,
      _ path: String,
      _ authorities: [NIOSSLCertificate],
      own: NIOSSLCertificate?
    ) -> [String] {
      var warnings: [String] = []
      let now = Int64(time(nil))
      for list in revoked.lists {
        if let next = list.nextSeconds, next < now {
          warnings.append(
            "the list of revoked certificates by \(list.issuerText) in \(path) should have been replaced by "
              + "\(CertificateTime.text(next)); what it holds is refused all the same"
          )
        }
      }
      let names = Set(authorities.compactMap { CertificateFields($0)?.subject })
      if !revoked.lists.contains(where: { names.contains($0.issuer) }) {
        let issuers = revoked.lists.map(\.issuerText).joined(separator: ", ")
        warnings.append("no list in \(path) is by an authority that is believed here (they are by: \(issuers))")
      }
      if let own = own.flatMap(CertificateFields.init), let seconds = revoked.revocationSeconds(of: own) {
        warnings.append(
          "our own certificate was revoked on \(CertificateTime.text(seconds)); put a new one in its place"
        )
      }
      return warnings
    }

    private static func identity(_ files: TLSFiles) throws(SocketError) -> (
      chain: [NIOSSLCertificate], key: NIOSSLPrivateKey
    )? {
      switch (files.certificateChain, files.privateKey) {
      case (nil, nil): return nil
      case (.some(let path), nil): throw SocketError("the certificate \(path) is of no use without its key")
      case (nil, .some(let path)): throw SocketError("the key \(path) is of no use without its certificate")
      case (.some(let chainPath), .some(let keyPath)):
        let chain = try certificates(chainPath)
        let expiry = Int64(chain[0].notValidAfter)
        guard expiry > Int64(time(nil)) else {
          throw SocketError(
            "the certificate in \(chainPath) expired on \(CertificateTime.text(expiry)); put a new one there"
          )
        }
        let bytes = try FileContents.readSecret(keyPath, bytesMax: fileBytesMax)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
          throw SocketError("\(keyPath) holds no private key in PEM that can be read without a password")
        }
        return (chain, key)
      }
    }

    private static func certificates(_ path: String) throws(SocketError) -> [NIOSSLCertificate] {
      let bytes = try FileContents.read(path, bytesMax: fileBytesMax)
      guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
        throw SocketError("\(path) holds no certificate in PEM, or one that is damaged")
      }
      return found
    }
  }
#endif
