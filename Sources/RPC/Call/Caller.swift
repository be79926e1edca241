public import Messages

/// Who calls, once somebody has verified it: an admission interceptor that knows tokens, certificates or the users of
/// this machine (`ArrivingCall.identify`). What a handler may show and change follows from it.
///
/// One value serves all calls of a credential, so that identifying a call costs no memory.
public final class Caller: Sendable {
  /// An administrative unit by its key.
  public struct Unit: Hashable, Sendable {
    /// General Statistics Office code: "06463".
    public let code: String
    /// Day from which the unit is in force: "2025-07-01".
    public let validFrom: String

    /// A unit by its key.
    public init(code: String, validFrom: String) {
      self.code = code
      self.validFrom = validFrom
    }
  }

  /// The person or program: "nguyen.thi.hoa".
  public let subject: String
  /// What the caller does in the programme.
  public let role: AccessRole
  /// An office's units; empty for every other role.
  public let units: [Unit]
  /// The producer that the caller is; empty for every other role.
  public let producerID: String
  /// How the caller was identified, for logs: "token 4f2a…", "certificate spiffe://ocop.example/console",
  /// "unix user 998".
  public let credential: String
  /// The gateway that vouches for it; empty when this daemon has identified it itself.
  public let gateway: String
  /// True for everybody in a daemon that knows no identities, which only this machine can reach: every method and every
  /// row.
  public let isUnrestricted: Bool
  /// The caller as quotas and logs tell callers apart: "office:nguyen.thi.hoa".
  public let key: String
  /// What a relay adds to the encoded OpenMetadata of the caller's calls, to tell the service who it is; empty when the
  /// call carries its own proof.
  public let relayedMetadata: [UInt8]

  /// A verified caller.
  public init(
    subject: String,
    role: AccessRole,
    units: [Unit] = [],
    producerID: String = "",
    credential: String,
    gateway: String = "",
    isUnrestricted: Bool = false,
    relayedMetadata: [UInt8] = []
  ) {
    self.subject = subject
    self.role = role
    self.units = units
    self.producerID = producerID
    self.credential = credential
    self.gateway = gateway
    self.isUnrestricted = isUnrestricted
    self.relayedMetadata = relayedMetadata
    key = "\(role.name):\(subject)"
  }

  /// Who calls where identities are not asked for.
  public static let unrestricted = Caller(
    subject: "development",
    role: .province,
    credential: "none: authentication = development",
    isUnrestricted: true
  )

  /// Who calls, to count by: the verified caller; where there is none, or nobody has to say who he is, the connection.
  static func key(_ caller: Caller?, connectionKey: String) -> String {
    guard let caller, !caller.isUnrestricted else { return connectionKey }
    return caller.key
  }

  /// Which rows the caller reaches through a method that it was admitted to; nil = it may not call it.
  public func scope(_ access: MethodAccess) -> AccessScope? {
    isUnrestricted ? .everything : access.scope(of: role)
  }
}
