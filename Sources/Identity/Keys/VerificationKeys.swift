/// The keys whose tokens are taken, by their names: a file with a line for each. Two at a time let a key be replaced
/// without a moment in which no token is good.
public struct VerificationKeys: Sendable {
  /// Most keys of a file.
  public static let countMax = 64

  private var keys: [String: VerificationKey] = [:]

  /// No keys.
  public init() {}

  /// Reads a file's text: "ID PUBLIC_KEY" a line; '#' begins a comment.
  /// - Throws: every line that is wrong.
  public init(fileText: String, path: String) throws(IdentityFileError) {
    var reader = LineReader(path: path)
    for line in LineReader.lines(of: fileText) {
      reader.read(line) { fields throws(IdentityProblem) in
        guard fields.count == 2 else { throw IdentityProblem("is not \"ID PUBLIC_KEY\"") }
        let id = String(fields[0])
        try VerificationKey.check(id: id)
        guard let bytes = Sodium.bytes(base64: fields[1]), bytes.count == Sodium.publicKeyByteCount else {
          throw IdentityProblem("key \"\(id)\": the public key is not 32 bytes in base64url, 43 characters")
        }
        if keys[id] != nil { throw IdentityProblem("key \"\(id)\" is there twice: a name is used once") }
        if keys.count == VerificationKeys.countMax {
          throw IdentityProblem("is one key too many: at most \(VerificationKeys.countMax); remove those out of use")
        }
        keys[id] = VerificationKey(id: id, publicKey: bytes)
      }
    }
    try reader.finish()
    if keys.isEmpty { throw IdentityFileError(["\(path): has no key; make one: ocop identity new-key --help"]) }
  }

  /// The names, sorted.
  public var ids: [String] { keys.keys.sorted() }

  subscript(id: String) -> VerificationKey? { keys[id] }
}
