import Foundation
import Logging
import RPCSocket
import Testing

@testable import ServiceKit

/// Goal: who is let in follows from the configuration, and a daemon that lets everybody in cannot be reached from
/// outside.
@Suite("How a daemon knows who calls") struct CallerIdentificationTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-callers-\(UUID().uuidString)")

  private func identification(_ flags: [String]) throws -> CallerIdentification {
    let catalogue = ConfigurationCatalogue(service: "test", definitions: IdentityKeys.definitions)
    let request = try catalogue.read(arguments: flags, environment: [:]) { _ in .success([]) }
    guard case .serve(let configuration) = request else { throw StartupFailure("not a request to serve") }
    return try CallerIdentification(configuration, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func write(_ text: String, _ name: String, mode: Int = 0o600) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: name).path
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  private func refusal(_ flags: [String]) -> String {
    do {
      try identification(flags).stop()
      return "taken"
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "in development a daemon listens where only this machine reaches it",
    arguments: [
      ("tcp:127.0.0.1:7401", true), ("tcp:127.8.9.1:7401", true), ("tcp:localhost:7401", true),
      ("tcp:[::1]:7401", true),
      ("unix:/tmp/x.sock", true), ("tcp:0.0.0.0:7401", false), ("tcp:[::]:7401", false), ("tcp:10.0.0.7:7401", false),
      ("tcp:127.evil.example:7401", false), ("tcp:ocop.example:7401", false),
    ]
  )
  func reach(_ address: String, isAllowed: Bool) throws {
    let endpoint = try Endpoint(parsing: address)
    let development = try identification([])
    defer { development.stop() }
    if isAllowed {
      try development.checkReach(endpoint)
    } else {
      #expect(throws: StartupFailure.self) { try development.checkReach(endpoint) }
    }
    let required = try identification([
      "--authentication", "required", "--identity-peers", try write("unix-user 1 service x\n", "peers"),
    ])
    defer { required.stop() }
    try required.checkReach(endpoint)
  }

  @Test("what nobody could ever pass, and files that are wrong, are told with the key and the line")
  func wrongFiles() throws {
    #expect(refusal(["--authentication", "required"]).contains("set identity_keys, or identity_peers, or both"))
    #expect(refusal(["--identity-keys", "/nowhere/keys"]).hasPrefix("identity_keys: file /nowhere/keys"))
    let keys = try write("a b\n", "keys")
    #expect(refusal(["--identity-keys", keys]).hasPrefix("\(keys):1: key \"a\""))
    let revoked = try write("token 1\n", "revoked")
    #expect(refusal(["--identity-revoked", revoked]).hasPrefix("\(revoked):1: "))
    let peers = try write("\nunix-user x\n", "peers")
    #expect(refusal(["--identity-peers", peers]).hasPrefix("\(peers):2: "))
    #expect(refusal(["--installation", "Lạng Sơn"]).contains("installation"))
  }

  @Test("an own token that everybody can read, or that is none, is refused without a word of it")
  func ownToken() throws {
    let secret = "ocop1_c2VjcmV0"
    let open = try write(secret, "open.token", mode: 0o644)
    let told = refusal(["--identity-token", open])
    #expect(told.hasPrefix("identity_token: \(open) can be reached by every user of this machine (mode 0644)"))
    let broken = try write("\(secret)!", "broken.token")
    let brokenTold = refusal(["--identity-token", broken])
    #expect(brokenTold == "identity_token: \(broken) does not hold a token, as ocop identity issue writes it")
  }
}
