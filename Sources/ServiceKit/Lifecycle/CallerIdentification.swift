import Glibc
import Identity
import Logging
import RPC
import RPCSocket

/// How a daemon knows who calls it, by its configuration, and how it says who it is itself.
struct CallerIdentification: Sendable {
  /// Largest file about identities, in bytes.
  private static let fileBytesMax = 16 << 20

  let mode: AuthenticationMode
  /// Finds out who calls, and refuses who may not.
  let authenticator: Authenticator
  /// What the daemon's own calls carry; nil = nothing.
  let ownToken: TokenInterceptor?
  private let watcher: FileWatcher

  /// Reads the files that the configuration names.
  ///
  /// - Throws: `StartupFailure` that names the key and the file.
  init(_ configuration: Configuration, logger: Logger) throws {
    let files = IdentityFiles(
      keys: try configuration.value(of: IdentityKeys.keys),
      revoked: try configuration.value(of: IdentityKeys.revoked),
      peers: try configuration.value(of: IdentityKeys.peers)
    )
    mode = try configuration.value(of: IdentityKeys.authentication)
    if mode == .required, files.keys == nil, files.peers == nil {
      throw StartupFailure(
        "authentication = required, and nobody could ever be known: set identity_keys, or identity_peers, or both"
      )
    }
    let authenticator = Authenticator(
      mode: mode,
      installation: try configuration.value(of: IdentityKeys.installation),
      records: try CallerIdentification.records(files),
      nowUnixSeconds: { Int64(time(nil)) }
    )
    self.authenticator = authenticator
    let tokenPath = try configuration.value(of: IdentityKeys.token)
    let ownToken = try tokenPath.map { TokenInterceptor(token: try CallerIdentification.token($0)) }
    self.ownToken = ownToken
    let paths = files.paths + [tokenPath].compactMap { $0 }
    watcher = FileWatcher(paths: paths, interval: .seconds(10)) {
      do {
        let records = try CallerIdentification.records(files)
        if let tokenPath { ownToken?.replace(token: try CallerIdentification.token(tokenPath)) }
        authenticator.replace(records: records)
        logger.info("identities read again")
      } catch {
        logger.error(
          "identities have changed, and the new ones cannot be used; the old ones stay in use",
          metadata: ["reason": "\(error)"]
        )
      }
    }
    watcher.start()
  }

  /// Says so where nobody has to say who he is.
  func warn(_ logger: Logger) {
    guard mode == .development else { return }
    logger.warning(
      "authentication = development: whoever reaches this daemon may do everything, so it listens on this machine only"
    )
  }

  /// Reads the files again.
  func reload() { watcher.assumeChange() }

  /// Looks for changes no more.
  func stop() { watcher.stop() }

  /// Refuses to listen where others than this machine's could connect, while nobody has to say who he is.
  ///
  /// - Throws: `StartupFailure` that names the address.
  func checkReach(_ endpoint: Endpoint) throws {
    guard mode == .development, !endpoint.isOnThisMachineOnly else { return }
    throw StartupFailure(
      "with authentication = development this daemon does not listen on \(endpoint), where other machines reach it: "
        + "listen on 127.0.0.1 or a Unix socket, or set authentication = required (see Identities in deploy/README.md)"
    )
  }

  private static func records(_ files: IdentityFiles) throws -> IdentityRecords {
    var records = IdentityRecords()
    if let path = files.keys { records.keys = try VerificationKeys(fileText: text("identity_keys", path), path: path) }
    if let path = files.revoked {
      records.revoked = try RevokedTokens(fileText: text("identity_revoked", path), path: path)
    }
    if let path = files.peers { records.peers = try KnownPeers(fileText: text("identity_peers", path), path: path) }
    return records
  }

  private static func text(_ key: String, _ path: String) throws -> String {
    let bytes = try SmallFile.read(path, sizeMaxBytes: fileBytesMax).mapError { StartupFailure("\(key): \($0)") }.get()
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StartupFailure("\(key): \(path) is not UTF-8 text")
    }
    return text
  }

  private static func token(_ path: String) throws -> String {
    let bytes: [UInt8]
    do throws(SocketError) {
      bytes = try FileContents.readSecret(path, bytesMax: 65_536)
    } catch {
      throw StartupFailure("identity_token: \(error.message)")
    }
    let trimmed = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard trimmed.count == 1, let token = trimmed.first, (try? Token(text: String(token))) != nil else {
      throw StartupFailure("identity_token: \(path) does not hold a token, as ocop identity issue writes it")
    }
    return String(token)
  }
}

/// The files about identities; nil = there is none.
private struct IdentityFiles: Sendable {
  let keys: String?
  let revoked: String?
  let peers: String?

  var paths: [String] { [keys, revoked, peers].compactMap { $0 } }
}
