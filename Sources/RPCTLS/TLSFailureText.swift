#if TLS
  internal import Glibc
  internal import NIOSSL
  internal import RPC
  internal import RPCSocket

  /// A failure of TLS in words that say what to do. BoringSSL's errors come as text with a symbol in it.
  struct TLSFailureText {
    let text: String
    let failure: HandshakeFailure

    var error: SocketError { SocketError(text, failure) }

    init(_ text: String, _ failure: HandshakeFailure) {
      self.text = text
      self.failure = failure
    }

    /// - Parameters:
    ///   - peerWord: "server" or "client".
    ///   - peerCertificate: what the peer has shown, verified or not.
    init(error: any Error, peerWord: String, peerCertificate: NIOSSLCertificate?, authoritiesPath: String?) {
      let symbols = "\(error)"
      if symbols.contains("CERTIFICATE_VERIFY_FAILED") {
        self = TLSFailureText.refusal(peerWord, peerCertificate, authoritiesPath ?? "the trusted authorities")
        return
      }
      if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
        let names = peerCertificate.map { TLSFailureText.names($0) } ?? "none"
        self.init(
          "the \(peerWord)'s certificate is for another name (it has: \(names)); connect by one of its names, or say "
            + "which it should have",
          .wrongName
        )
        return
      }
      for (symbol, words, failure) in TLSFailureText.known where symbols.contains(symbol) {
        self.init(words.replacing("PEER", with: peerWord), failure)
        return
      }
      self.init("TLS failed: \(symbols.prefix(300))", .other)
    }

    /// The peer's certificate is one that its authority has taken back.
    static func revoked(
      _ peerWord: String,
      _ certificate: NIOSSLCertificate,
      _ fields: CertificateFields,
      seconds: Int64
    ) -> TLSFailureText {
      TLSFailureText(
        "the \(peerWord)'s certificate (\(names(certificate)), serial number \(fields.serialText)) was revoked on "
          + CertificateTime.text(seconds),
        .revoked
      )
    }

    /// The peer's certificate has none of the names that are let in.
    static func notAllowed(
      _ peerWord: String,
      _ certificate: NIOSSLCertificate,
      _ allowed: [CertificateNamePattern]
    ) -> TLSFailureText {
      let wanted = String(allowed.map(\.description).joined(separator: ", ").prefix(200))
      return TLSFailureText(
        "the \(peerWord)'s certificate (\(names(certificate))) has none of the names that are let in here (\(wanted))",
        .nameNotAllowed
      )
    }

    /// The peer has closed as soon as it knew who we are. TLS 1.3 lets a client believe that it is let in before the
    /// server has looked at its certificate, and NIOSSL tells the peer nothing of a refusal that is ours.
    static func leftAtOnce(_ peerWord: String) -> TLSFailureText {
      TLSFailureText(
        "the \(peerWord) closed the connection right after the TLS handshake: it has refused our certificate (revoked, "
          + "or of a name that it does not let in), or ours is none that it wants to talk to; its log says why",
        .refusedByPeer
      )
    }

    private static let known: [(symbol: String, words: String, failure: HandshakeFailure)] = [
      ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the PEER showed no certificate, and one is required", .noCertificate),
      ("ALERT_CERTIFICATE_REQUIRED", "the PEER requires a certificate, and none was shown", .refusedByPeer),
      ("ALERT_CERTIFICATE_EXPIRED", "the PEER refused our certificate: it has expired", .refusedByPeer),
      (
        "ALERT_UNKNOWN_CA", "the PEER refused our certificate: it does not lead to an authority that it trusts",
        .refusedByPeer
      ),
      ("ALERT_BAD_CERTIFICATE", "the PEER refused our certificate", .refusedByPeer),
      (
        "ALERT_UNSUPPORTED_CERTIFICATE", "the PEER refused our certificate: it is not made for this use",
        .refusedByPeer
      ),
      ("ALERT_CERTIFICATE_REVOKED", "the PEER refused our certificate: it was revoked", .refusedByPeer),
      ("ALERT_CERTIFICATE_UNKNOWN", "the PEER refused our certificate", .refusedByPeer),
      ("ALERT_PROTOCOL_VERSION", "the PEER does not speak TLS 1.3", .notSpoken),
      ("UNSUPPORTED_PROTOCOL", "the PEER does not speak TLS 1.3", .notSpoken),
      ("HTTP_REQUEST", "the PEER speaks HTTP, not TLS", .notSpoken),
      ("WRONG_VERSION_NUMBER", "the PEER does not speak TLS", .notSpoken),
      (
        "eofDuringHandshake", "the PEER closed the connection during the TLS handshake; does it speak TLS?",
        .unfinished
      ),
      (
        "EOF during handshake", "the PEER closed the connection during the TLS handshake; does it speak TLS?",
        .unfinished
      ),
    ]

    private static func refusal(
      _ peerWord: String,
      _ certificate: NIOSSLCertificate?,
      _ authorities: String
    ) -> TLSFailureText {
      guard let certificate else {
        return TLSFailureText("the \(peerWord)'s certificate does not lead to \(authorities)", .untrusted)
      }
      let now = Int64(time(nil))
      if Int64(certificate.notValidAfter) < now {
        let date = CertificateTime.text(Int64(certificate.notValidAfter))
        return TLSFailureText("the \(peerWord)'s certificate (\(names(certificate))) expired on \(date)", .expired)
      }
      if Int64(certificate.notValidBefore) > now {
        let date = CertificateTime.text(Int64(certificate.notValidBefore))
        return TLSFailureText("the \(peerWord)'s certificate is valid from \(date) only", .expired)
      }
      return TLSFailureText(
        "the \(peerWord)'s certificate (\(names(certificate))) does not lead to an authority in \(authorities), or is "
          + "not made for a \(peerWord)",
        .untrusted
      )
    }

    private static func names(_ certificate: NIOSSLCertificate) -> String {
      let names = PeerCertificate(certificate)
      let all = names.dnsNames + names.uris + names.ipAddresses
      let shown = all.isEmpty ? [names.commonName ?? "no name"] : all
      return String(shown.joined(separator: ", ").prefix(200))
    }
  }
#endif
