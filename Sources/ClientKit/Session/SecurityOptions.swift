package import ArgumentParser
import RPCTLS

/// Options for a gateway that is reached over TLS.
package struct SecurityOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Reach the gateway over TLS 1.3; its certificate must be made by an authority in this PEM file.",
      discussion: "Each of the --tls options can also be set as OCOP_TLS_CA and so on in the environment.",
      valueName: "file"
    )
  )
  package var tlsCa: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Our own certificate, in PEM, for a gateway that asks for one.", valueName: "file")
  )
  package var tlsCertificate: String?

  @Option(name: .long, help: ArgumentHelp("The private key of --tls-certificate, in PEM.", valueName: "file"))
  package var tlsKey: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The name in the gateway's certificate, where it is not the host of --gateway.",
      valueName: "name"
    )
  )
  package var tlsServerName: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Certificates that were revoked, in PEM (X509 CRL): such a gateway is refused.",
      valueName: "file"
    )
  )
  package var tlsRevoked: String?

  package init() {}

  /// What these options say, with the environment; the options win.
  ///
  /// - Throws: ``CommandFailure`` when they do not fit together, or this program has no TLS.
  package func apply(to address: inout GatewayAddress, environment: [String: String]) throws {
    func value(_ option: String?, _ variable: String) -> String? {
      if let option { return option }
      return environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }
    let authority = value(tlsCa, "OCOP_TLS_CA")
    let certificate = value(tlsCertificate, "OCOP_TLS_CERTIFICATE")
    let key = value(tlsKey, "OCOP_TLS_KEY")
    let name = value(tlsServerName, "OCOP_TLS_SERVER_NAME")
    let revoked = value(tlsRevoked, "OCOP_TLS_REVOKED")
    guard let authority else {
      if certificate != nil || key != nil || name != nil || revoked != nil {
        throw CommandFailure(.usage, "the --tls options need --tls-ca FILE: whom to believe that it is the gateway")
      }
      return
    }
    guard TLS.isBuiltIn else { throw CommandFailure(.usage, "--tls-ca \(TLS.absence)") }
    guard (certificate == nil) == (key == nil) else {
      throw CommandFailure(.usage, "--tls-certificate and --tls-key belong together: give both, or none")
    }
    address.tls = TLSFiles(certificateChain: certificate, privateKey: key, authorities: authority, revoked: revoked)
    address.serverName = name ?? ""
  }
}
