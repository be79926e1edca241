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

    let context: NIOSSLContext
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
        metadata["expires"] = "\(TLSMaterial.dateText(Int64(chain[0].notValidAfter)))"
      } else if role == .server {
        throw SocketError("a server needs a TLS certificate and its key")
      }
      if let path = files.authorities {
        configuration.trustRoots = .certificates(try TLSMaterial.certificates(path))
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
      logMetadata = metadata
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
          throw SocketError("the certificate in \(chainPath) expired on \(dateText(expiry)); put a new one there")
        }
        let bytes = try FileContents.read(keyPath, bytesMax: fileBytesMax)
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

    /// "2031-05-04 10:00:00Z".
    static func dateText(_ seconds: Int64) -> String {
      var moment = time_t(seconds)
      var fields = tm()
      var buffer = [CChar](repeating: 0, count: 64)
      guard gmtime_r(&moment, &fields) != nil else { return "\(seconds)" }
      let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%SZ", &fields)
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
#endif
