#if TLS
  internal import Glibc
  internal import NIOSSL
  internal import RPC

  /// A failure of TLS in words that say what to do. BoringSSL's errors come as text with a symbol in it.
  struct TLSFailureText {
    let text: String

    /// - Parameters:
    ///   - peerWord: "server" or "client".
    ///   - peerCertificate: what the peer has shown, verified or not.
    init(error: any Error, peerWord: String, peerCertificate: NIOSSLCertificate?, authoritiesPath: String?) {
      let symbols = "\(error)"
      if symbols.contains("CERTIFICATE_VERIFY_FAILED") {
        text = TLSFailureText.refusal(peerWord, peerCertificate, authoritiesPath ?? "the trusted authorities")
        return
      }
      if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
        let names = peerCertificate.map { TLSFailureText.names($0) } ?? "none"
        text =
          "the \(peerWord)'s certificate is for another name (it has: \(names)); connect by one of its names, or say "
          + "which it should have"
        return
      }
      for (symbol, words) in TLSFailureText.known where symbols.contains(symbol) {
        text = words.replacing("PEER", with: peerWord)
        return
      }
      text = "TLS failed: \(symbols.prefix(300))"
    }

    private static let known: [(symbol: String, words: String)] = [
      ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "the PEER showed no certificate, and one is required"),
      ("ALERT_CERTIFICATE_REQUIRED", "the PEER requires a certificate, and none was shown"),
      ("ALERT_CERTIFICATE_EXPIRED", "the PEER refused our certificate: it has expired"),
      ("ALERT_UNKNOWN_CA", "the PEER refused our certificate: it does not lead to an authority that it trusts"),
      ("ALERT_BAD_CERTIFICATE", "the PEER refused our certificate"),
      ("ALERT_UNSUPPORTED_CERTIFICATE", "the PEER refused our certificate: it is not made for this use"),
      ("ALERT_CERTIFICATE_UNKNOWN", "the PEER refused our certificate"),
      ("ALERT_PROTOCOL_VERSION", "the PEER does not speak TLS 1.3"),
      ("UNSUPPORTED_PROTOCOL", "the PEER does not speak TLS 1.3"),
      ("HTTP_REQUEST", "the PEER speaks HTTP, not TLS"),
      ("WRONG_VERSION_NUMBER", "the PEER does not speak TLS"),
      ("eofDuringHandshake", "the PEER closed the connection during the TLS handshake; does it speak TLS?"),
      ("EOF during handshake", "the PEER closed the connection during the TLS handshake; does it speak TLS?"),
    ]

    private static func refusal(_ peerWord: String, _ certificate: NIOSSLCertificate?, _ authorities: String) -> String
    {
      guard let certificate else { return "the \(peerWord)'s certificate does not lead to \(authorities)" }
      let now = Int64(time(nil))
      if Int64(certificate.notValidAfter) < now {
        return "the \(peerWord)'s certificate expired on \(TLSMaterial.dateText(Int64(certificate.notValidAfter)))"
      }
      if Int64(certificate.notValidBefore) > now {
        return "the \(peerWord)'s certificate is valid from \(TLSMaterial.dateText(Int64(certificate.notValidBefore)))"
          + " only"
      }
      return
        "the \(peerWord)'s certificate (\(names(certificate))) does not lead to an authority in \(authorities), or is "
        + "not made for a \(peerWord)"
    }

    private static func names(_ certificate: NIOSSLCertificate) -> String {
      let names = PeerCertificate(certificate)
      let all = names.dnsNames + names.uris + names.ipAddresses
      let shown = all.isEmpty ? [names.commonName ?? "no name"] : all
      return String(shown.joined(separator: ", ").prefix(200))
    }
  }
#endif
