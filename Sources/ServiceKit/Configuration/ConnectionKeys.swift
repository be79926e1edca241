import RPC
import RPCSocket
import RPCTLS

/// The keys of every daemon about its connections: their limits, and how they are secured.
enum ConnectionKeys {
  /// Permissions of the file of a Unix socket.
  static let listenMode = ConfigurationKey<UInt32>(
    name: "listen_mode",
    placeholder: "MODE",
    defaultText: "0660",
    allowed: "an octal number from 0600 to 0777",
    explanation: "Permissions of the file that unix:PATH makes. Connecting takes the right to write: 0660 lets this "
      + "user and its group in, 0666 everybody on this machine."
  ) { text throws(InvalidConfigurationValue) in
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }), text.utf8.count <= 4,
      let mode = UInt32(text, radix: 8)
    else { throw InvalidConfigurationValue("is not an octal number") }
    guard (0o600...0o777).contains(mode), mode & 0o600 == 0o600 else {
      throw InvalidConfigurationValue("does not let this user read and write, or says more than permissions")
    }
    return mode
  }

  /// Most connections at once.
  static let connectionsMax = ConfigurationKey<Int>.integer(
    name: "connections_max",
    unit: "connections",
    default: SocketServer.Configuration.connectionsMaxDefault,
    range: 1...1_000_000,
    explanation: "Connections taken at once; more are closed as they come. Each takes a file descriptor: mind "
      + "LimitNOFILE."
  )

  /// Most unary calls at once.
  static let concurrencyLimit = ConfigurationKey<ConcurrencyPolicy>(
    name: "concurrency_limit",
    placeholder: "LIMIT",
    defaultText: "adaptive",
    allowed: "adaptive, off, or a number from 1 to 65536",
    explanation: "Unary calls worked on at once; more are refused and told when to try again. adaptive finds out by "
      + "itself what this service manages, and never holds back 32 calls, or answers within 50 ms."
  ) { text throws(InvalidConfigurationValue) in
    if text == "adaptive" { return .standard }
    if text == "off" { return .off }
    guard let limit = Int(text), (1...65_536).contains(limit) else {
      throw InvalidConfigurationValue("is neither adaptive nor off nor a number from 1 to 65536")
    }
    return .fixed(limit)
  }

  /// Most connections in their handshake.
  static let handshakesMax = ConfigurationKey<Int>.integer(
    name: "handshakes_max",
    unit: "connections",
    default: SocketServer.Configuration.handshakesMaxDefault,
    range: 1...65_536,
    explanation: "Connections that may be in their handshake at once; when one more comes, the one that has taken "
      + "longest is closed, so that idle connections cannot keep others out."
  )

  /// Time for the handshake.
  static let handshakeTimeout = ConfigurationKey<Duration>.duration(
    name: "handshake_timeout",
    default: "9s",
    rangeMilliseconds: 100...300_000,
    explanation: "Time that a client has for TLS, and then again for its HELLO, before it is closed."
  )

  /// Age at which a connection's client is asked to make another.
  static let connectionAgeMax = ConfigurationKey<Duration>.duration(
    name: "connection_age_max",
    default: "0s",
    rangeMilliseconds: 0...604_800_000,
    explanation: "Age at which a client is told to make a new connection, a tenth more or less at random; 0s = never. "
      + "So clients find new replicas, and show a certificate that is still valid."
  )

  /// Time for the calls of an old connection.
  static let connectionAgeGrace = ConfigurationKey<Duration>.duration(
    name: "connection_age_grace",
    default: "1m",
    rangeMilliseconds: 0...86_400_000,
    explanation: "How long calls may go on on a connection that has reached its age, before they are cut off."
  )

  /// This daemon's certificate.
  static let certificate = tlsText(
    name: "tls_certificate",
    explanation: "This daemon's certificate and those above it, in PEM. With it, TCP connections to this daemon use "
      + "TLS 1.3; Unix sockets stay as they are. It is shown to other services too, when they ask for one. Read again "
      + "when it changes, and at SIGHUP."
  )

  /// Its key.
  static let key = tlsText(
    name: "tls_key",
    explanation: "The private key of tls_certificate, in PEM, without password."
  )

  /// Who may connect.
  static let clientAuthority = tlsText(
    name: "tls_client_ca",
    explanation: "Authorities, in PEM: with it, every client on TCP must show a certificate made by one of them."
  )

  /// Whom to believe.
  static let authority = tlsText(
    name: "tls_ca",
    explanation: "Authorities, in PEM: with it, TCP connections to other services use TLS 1.3, and their certificates "
      + "must be made by one of them, for the host they are reached by."
  )

  /// What other services must be called.
  static let serverName = tlsText(
    name: "tls_server_name",
    placeholder: "NAME",
    allowed: "a DNS name",
    explanation: "The name that the certificates of other services must have, where it is not the host of their "
      + "address."
  )

  /// Certificates that were taken back.
  static let revoked = tlsText(
    name: "tls_revoked",
    explanation:
      "Certificates that their authorities have revoked, in PEM (X509 CRL, one list after the other): nobody "
      + "who shows one is talked to, and connections of such are ended as soon as the file says so."
  )

  /// Which clients may connect.
  static let clientNames = ConfigurationKey<[CertificateNamePattern]>(
    name: "tls_client_names",
    placeholder: "NAMES",
    defaultText: "any",
    allowed: "any, or names separated by commas: a DNS name, *.DOMAIN, or a URI",
    explanation: "Names of which a client's certificate must have one, beside being made by an authority of "
      + "tls_client_ca. A star stands for one first label; common names do not count."
  ) { text throws(InvalidConfigurationValue) in
    if text == "any" { return [] }
    if !TLS.isBuiltIn { throw InvalidConfigurationValue(TLS.absence) }
    do throws(SocketError) {
      return try CertificateNamePattern.list(parsing: text)
    } catch {
      throw InvalidConfigurationValue("has a name that cannot be used: \(error.message)")
    }
  }

  /// All of them, in the order help prints them.
  static let definitions = [
    listenMode.definition, connectionsMax.definition, concurrencyLimit.definition, handshakesMax.definition,
    handshakeTimeout.definition,
    connectionAgeMax.definition, connectionAgeGrace.definition, certificate.definition, key.definition,
    clientAuthority.definition, authority.definition, serverName.definition,
    revoked.definition, clientNames.definition,
  ]

  private static func tlsText(
    name: String,
    placeholder: String = "FILE",
    allowed: String = "the path of a file",
    explanation: String
  ) -> ConfigurationKey<String?> {
    .optionalText(name: name, placeholder: placeholder, allowed: allowed, explanation: explanation) {
      _ throws(InvalidConfigurationValue) in
      if !TLS.isBuiltIn { throw InvalidConfigurationValue(TLS.absence) }
    }
  }
}
