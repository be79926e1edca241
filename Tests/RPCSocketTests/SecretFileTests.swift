import Glibc
import Testing

@testable import RPCSocket

/// Goal: a private key that others can reach is refused, with what to do about it. Method: the rule by itself, and a
/// file whose permissions change.
@Suite("Files with secrets") struct SecretFileTests {
  @Test(
    "its user and root may reach a secret, and a group that root gave it to",
    arguments: [
      (0o600, 1000, nil), (0o400, 1000, nil), (0o600, 0, nil), (0o640, 0, nil), (0o440, 0, nil), (0o700, 1000, nil),
      (0o640, 1000, "by its group (mode 0640)"), (0o660, 0, "by its group (mode 0660)"),
      (0o620, 0, "by its group"), (0o604, 1000, "by every user of this machine (mode 0604)"),
      (0o644, 0, "by every user of this machine (mode 0644)"), (0o602, 0, "by every user"),
      (0o601, 0, "by every user"), (0o600, 1001, "belongs to user 1001"),
    ] as [(UInt32, UInt32, String?)]
  )
  func rule(mode: UInt32, userID: UInt32, problem: String?) {
    let found = SecretAccess(mode: mode, userID: userID).problem(ownUserID: 1000)
    if let problem { #expect(found?.contains(problem) == true, "\(found ?? "")") } else { #expect(found == nil) }
  }

  @Test("the permissions of the file that is read decide, and its contents are in no error")
  func file() throws {
    let file = TemporaryPath()
    file.write("the canary")
    #expect(try FileContents.readSecret(file.path, bytesMax: 100) == Array("the canary".utf8))
    chmod(file.path, 0o644)
    let error = #expect(throws: SocketError.self) { try FileContents.readSecret(file.path, bytesMax: 100) }
    #expect(error?.message.hasPrefix("\(file.path) can be reached by every user of this machine (mode 0644)") == true)
    #expect(error?.message.contains("chmod 0600") == true)
    #expect(error?.message.contains("canary") == false)
    chmod(file.path, 0o600)
    let tooLarge = #expect(throws: SocketError.self) { try FileContents.readSecret(file.path, bytesMax: 4) }
    #expect(tooLarge?.message.contains("canary") == false)
    unlink(file.path)
    #expect(throws: SocketError.self) { try FileContents.readSecret(file.path, bytesMax: 100) }
  }
}
