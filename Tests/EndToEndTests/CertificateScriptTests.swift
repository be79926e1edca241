import Foundation
import Testing

/// Goal: deploy/make-certificates makes what an installation needs, overwrites nothing, and takes certificates back.
/// Method: the script as a process, in a folder of its own; openssl judges what it made.
@Suite("deploy/make-certificates", .timeLimit(.minutes(2)))
struct CertificateScriptTests {
  private let folder = "/tmp/ocop-certificates-\(UInt32.random(in: 0...UInt32.max))"

  private func make(_ arguments: String...) async throws -> Program.Outcome {
    let script = Program.repository.appending(path: "deploy/make-certificates").path
    return try await Program.run("/bin/bash", [script, "--into", folder] + arguments)
  }

  private func contents() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    return try names.reduce(into: [:]) { found, name in
      if name != "authority" { found[name] = try Data(contentsOf: URL(filePath: "\(folder)/\(name)")) }
    }
  }

  /// True when a certificate leads to one of those that are believed, and is on no list.
  private func isValid(_ name: String, believing authorities: String = "authorities.pem") async throws -> Bool {
    let arguments = [
      "verify", "-crl_check", "-CAfile", "\(folder)/\(authorities)", "-CRLfile", "\(folder)/revoked.pem",
    ]
    return try await Program.run("/usr/bin/openssl", arguments + ["\(folder)/\(name).pem"]).exitCode == 0
  }

  @Test("everything is made once, keys are for their owner only, and nothing is overwritten")
  func all() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await make("all")
    #expect(first.exitCode == 0, "\(first)")
    let before = try contents()
    #expect(before.count == 12, "\(before.keys.sorted())")
    for name in ["registry", "listing", "reporting", "gateway", "operator"] {
      #expect(try await isValid(name))
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name).key")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    let key = try FileManager.default.attributesOfItem(atPath: "\(folder)/authority/1.key")
    #expect(key[.posixPermissions] as? Int == 0o600)
    let again = try await make("all")
    #expect(again.exitCode == 0 && !again.output.contains("made"))
    let overwriting = try await make("service", "registry")
    #expect(overwriting.exitCode == 1)
    #expect(overwriting.errors.contains("nothing is overwritten"))
    for name in ["Registry", "../x", "authorities", ""] {
      #expect(try await make("client", name).exitCode == 1, "\(name)")
    }
    #expect(try contents() == before)
  }

  @Test("a certificate is for its names and its use, and renewing it keeps both")
  func renewal() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try await make("all").exitCode == 0)
    func text() async throws -> String {
      let arguments = ["x509", "-in", "\(folder)/registry.pem", "-noout", "-ext", "subjectAltName,extendedKeyUsage"]
      return try await Program.run("/usr/bin/openssl", arguments).output
    }
    let before = try await text()
    for words in [
      "DNS:registry.ocop.internal, DNS:registry, URI:spiffe://ocop.internal/registry",
      "DNS:localhost, IP Address:127.0.0.1",
      "TLS Web Server Authentication, TLS Web Client Authentication",
    ] {
      #expect(before.contains(words), "\(before)")
    }
    let old = try contents()
    #expect(try await make("renew", "registry").exitCode == 0)
    let new = try contents()
    #expect(new["registry.key"] != old["registry.key"] && new["registry.pem"] != old["registry.pem"])
    #expect(new["listing.pem"] == old["listing.pem"])
    #expect(try await text() == before)
    #expect(try await isValid("registry"))
  }

  @Test("a revoked certificate is on the list, and stays there when the list is made anew")
  func revocation() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try await make("all").exitCode == 0)
    #expect(try await make("client", "lang-son").exitCode == 0)
    #expect(try await isValid("lang-son"))
    #expect(try await make("revoke", "lang-son").exitCode == 0)
    #expect(try await !isValid("lang-son"))
    let list = try await make("list")
    #expect(list.output.contains(/lang-son\.pem .* not valid\n/) && list.output.contains(/registry\.pem .* valid\n/))
    #expect(try await !isValid("lang-son"))
    #expect(try await isValid("registry"))
    #expect(try await make("revoke", "nobody").exitCode == 1)
  }

  @Test("an authority follows another in three steps, and none of them can be forgotten")
  func nextAuthority() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(try await make("all").exitCode == 0)
    #expect(try await make("drop-authorities").exitCode == 1, "there is only one")
    #expect(try await make("next-authority").exitCode == 0)
    let tooEarly = try await make("drop-authorities")
    #expect(tooEarly.exitCode == 1 && tooEarly.errors.contains("is not by the newest authority: renew"))
    #expect(try await isValid("registry"), "what the old one made is still believed")
    #expect(try await make("renew", "registry", "listing", "reporting", "gateway", "operator").exitCode == 0)
    #expect(try await isValid("registry"))
    #expect(try await isValid("registry", believing: "authority/2.pem"))
    #expect(try await make("drop-authorities").exitCode == 0)
    #expect(try await isValid("registry"))
    #expect(try contents()["authorities.pem"] == Data(contentsOf: URL(filePath: "\(folder)/authority/2.pem")))
  }
}
