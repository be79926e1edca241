internal import Messages
public import RPC

/// Who is on the other side of a connection without a token: certificates and users of this machine by their names. A
/// file with a line for each:
///
///     certificate listing.ocop.example service  listing
///     certificate gateway.ocop.example gateway  gateway
///     unix-user   998                  gateway  gateway
///     unix-user   1001                 office   thu.dong-mo units=06463@2025-07-01
///     certificate console.example      producer ct-01 producer=CT-01
///
/// The role `gateway` is that of a service that may also tell who its callers are.
public struct KnownPeers: Sendable {
  /// Most lines of a file.
  public static let countMax = 10_000

  struct Peer: Sendable {
    let caller: Caller
    /// It may vouch for callers that it has identified itself.
    let isGateway: Bool
  }

  private var users: [UInt32: Peer] = [:]
  private var certificateNames: [String: Peer] = [:]

  /// Nobody is known.
  public init() {}

  /// Reads a file's text; '#' begins a comment.
  /// - Throws: every line that is wrong.
  public init(fileText: String, path: String) throws(IdentityFileError) {
    var reader = LineReader(path: path)
    for line in LineReader.lines(of: fileText) {
      reader.read(line) { fields throws(IdentityProblem) in
        if count == KnownPeers.countMax {
          throw IdentityProblem("is one line too many: at most \(KnownPeers.countMax)")
        }
        try add(fields)
      }
    }
    try reader.finish()
  }

  /// How many lines there are.
  public var count: Int { users.count + certificateNames.count }

  private mutating func add(_ fields: [Substring]) throws(IdentityProblem) {
    guard fields.count >= 4 else {
      throw IdentityProblem("is not \"certificate NAME ROLE SUBJECT\" or \"unix-user NUMBER ROLE SUBJECT\"")
    }
    let name = String(fields[1])
    switch fields[0] {
    case "certificate":
      if certificateNames[name] != nil { throw IdentityProblem("certificate \"\(name)\" is there twice") }
      certificateNames[name] = try KnownPeers.peer(fields, credential: "certificate \(name)")
    case "unix-user":
      guard let user = UInt32(name) else {
        throw IdentityProblem("\"\(name.prefix(40))\" is no number of a user: see it with id -u NAME")
      }
      if users[user] != nil { throw IdentityProblem("user \(user) is there twice") }
      users[user] = try KnownPeers.peer(fields, credential: "unix user \(user)")
    default:
      throw IdentityProblem("begins with \"\(fields[0].prefix(40))\": write certificate or unix-user")
    }
  }

  private static func peer(_ fields: [Substring], credential: String) throws(IdentityProblem) -> Peer {
    let isGateway = fields[2] == "gateway"
    guard let role = isGateway ? .service : AccessRole(name: String(fields[2])) else {
      let names = AccessRole.allCases.map(\.name).joined(separator: ", ")
      throw IdentityProblem("\"\(fields[2].prefix(40))\" is no role: gateway, \(names)")
    }
    var units: [Caller.Unit] = []
    var producerID = ""
    for field in fields[4...] {
      if field.hasPrefix("units=") {
        units = try field.dropFirst("units=".count).split(separator: ",").map { text throws(IdentityProblem) in
          try Caller.Unit(parsing: text)
        }
      } else if field.hasPrefix("producer=") {
        producerID = String(field.dropFirst("producer=".count))
      } else {
        throw IdentityProblem("\"\(field.prefix(40))\" is not understood: units=CODE@DATE,… or producer=ID")
      }
    }
    let subject = String(fields[3])
    try CallerText.check(subject: subject)
    try CallerText.check(role: role, units: units.map { ($0.code, $0.validFrom) }, producerID: producerID)
    return Peer(
      caller: Caller(
        subject: subject,
        role: role,
        units: units,
        producerID: producerID,
        credential: credential,
        relayedMetadata: CallerAssertion.metadata(
          subject: subject,
          role: role,
          units: units,
          producerID: producerID,
          credential: credential
        )
      ),
      isGateway: isGateway
    )
  }

  /// The peer, by what the transport has verified of it. A certificate counts by its alternative names only: anybody's
  /// authority puts what it likes into the common name.
  subscript(identity: PeerIdentity) -> Peer? {
    if let certificate = identity.certificate {
      for name in certificate.uris { if let peer = certificateNames[name] { return peer } }
      for name in certificate.dnsNames { if let peer = certificateNames[name] { return peer } }
    }
    return identity.process.flatMap { users[$0.userID] }
  }
}

extension Caller.Unit {
  /// A unit as commands and files write it: "06463@2025-07-01".
  public init(parsing text: some StringProtocol) throws(IdentityProblem) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw IdentityProblem("\"\(text.prefix(40))\" is no unit: CODE@YYYY-MM-DD, 06463@2025-07-01")
    }
    self.init(code: String(parts[0]), validFrom: String(parts[1]))
  }
}
