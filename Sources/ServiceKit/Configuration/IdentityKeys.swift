import Identity

/// The keys of every daemon about who may call it.
enum IdentityKeys {
  /// Whether callers have to say who they are.
  static let authentication = ConfigurationKey<AuthenticationMode>.choice(
    name: "authentication",
    default: .development,
    explanation: "required: nobody may do anything without an identity, but ask for health. development: everybody may "
      + "do everything, and so this daemon listens on this machine only (127.0.0.1, ::1, Unix sockets)."
  )

  /// The name that tokens must be for.
  static let installation = ConfigurationKey<String>(
    name: "installation",
    placeholder: "NAME",
    defaultText: "ocop",
    allowed: "1 to 64 of A-Z, a-z, 0-9, '-', '_', '.'",
    explanation: "The installation's name: a token is taken only when it was issued for it (ocop identity issue "
      + "--audience NAME)."
  ) { text throws(InvalidConfigurationValue) in
    guard InstallationName.isValid(text) else { throw InvalidConfigurationValue("is no name of an installation") }
    return text
  }

  /// The keys whose tokens are taken.
  static let keys = file(
    name: "identity_keys",
    explanation: "Public keys whose tokens are taken, \"ID PUBLIC_KEY\" a line, as ocop identity new-key prints them. "
      + "Read again when it changes, and at SIGHUP: a file that is wrong changes nothing."
  )

  /// Tokens that are not taken any more.
  static let revoked = file(
    name: "identity_revoked",
    explanation: "Tokens that are not taken any more, as ocop identity revoke writes them. Read again like "
      + "identity_keys."
  )

  /// Who is on the other side of connections.
  static let peers = file(
    name: "identity_peers",
    explanation: "Who is known by certificate or as a user of this machine: \"certificate NAME ROLE SUBJECT\" or "
      + "\"unix-user NUMBER ROLE SUBJECT\" a line; the role gateway may also say who its callers are. Read again like "
      + "identity_keys."
  )

  /// This daemon's own token.
  static let token = file(
    name: "identity_token",
    explanation: "This daemon's own token, for services that do not know it by its connection. A secret: for "
      + "its owner's eyes only, or root's and a group's (0640). Read again like identity_keys."
  )

  /// All of them, in the order help prints them.
  static let definitions = [
    authentication.definition, installation.definition, keys.definition, revoked.definition, peers.definition,
    token.definition,
  ]

  private static func file(name: String, explanation: String) -> ConfigurationKey<String?> {
    .optionalText(name: name, placeholder: "FILE", allowed: "the path of a file", explanation: explanation)
  }
}
