#if TLS
  import Foundation
  import Testing

  // Goal: an installation whose every connection is secured by certificates does the main job, lets nobody else in, and
  // changes its certificates while it runs. Method: the built programs as processes on TCP, certificates by openssl;
  // nothing of the project's code is linked into these tests.
  @Suite("An installation with mutual TLS, end to end", .timeLimit(.minutes(5)))
  struct SecuredInstallationTests {
    private let folder = URL(filePath: "/tmp/ocop-secured-\(UInt32.random(in: 0...UInt32.max))")

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func openssl(_ arguments: String...) async throws {
      let outcome = try await Program.run("/usr/bin/openssl", arguments)
      try #require(outcome.exitCode == 0, "\(outcome)")
    }

    /// An authority, and a certificate by it for this machine: NAME-ca.pem, NAME.pem, NAME.key.
    private func makeCertificates(_ name: String) async throws {
      let curve = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
      let authority = try await Program.run(
        "/usr/bin/openssl",
        ["req", "-x509", "-newkey"] + curve + ["-keyout", path("\(name)-ca.key"), "-out", path("\(name)-ca.pem")]
          + ["-days", "2", "-subj", "/CN=\(name) authority"]
      )
      try #require(authority.exitCode == 0, "\(authority)")
      let request = try await Program.run(
        "/usr/bin/openssl",
        ["req", "-newkey"] + curve + ["-keyout", path("\(name).key"), "-out", path("\(name).csr")]
          + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
      )
      try #require(request.exitCode == 0, "\(request)")
      try await openssl(
        "x509",
        "-req",
        "-in",
        path("\(name).csr"),
        "-CA",
        path("\(name)-ca.pem"),
        "-CAkey",
        path("\(name)-ca.key"),
        "-CAcreateserial",
        "-copy_extensions",
        "copy",
        "-days",
        "2",
        "-out",
        path("\(name).pem")
      )
    }

    /// Starts a service with the certificate «used»; returns it and its address.
    private func start(_ service: String, _ arguments: [String]) async throws -> (program: Program, address: String) {
      var all = ["--listen", "tcp:127.0.0.1:0", "--tls-certificate", path("used.pem"), "--tls-key", path("used.key")]
      all += ["--tls-client-ca", path("used-ca.pem"), "--tls-ca", path("used-ca.pem")]
      if service != "gateway" { all += ["--storage", "sqlite:\(path("\(service).db"))"] }
      let program = try Program("ocop-\(service)", all + arguments)
      let line = try await program.line(with: "listening on")
      let address = try #require(line.firstMatch(of: /tcp:127\.0\.0\.1:[0-9]+/)?.0)
      return (program, String(address))
    }

    private func use(_ name: String) throws {
      for kind in [".pem", ".key", "-ca.pem"] {
        let fresh = path("fresh\(kind)")
        try Data(contentsOf: URL(filePath: path(name + kind))).write(to: URL(filePath: fresh))
        // A key that others can read is refused.
        try #require(chmod(fresh, 0o600) == 0)
        try #require(rename(fresh, path("used" + kind)) == 0)
      }
    }

    @Test("the main job over mutual TLS, nobody without a certificate, and new certificates without a restart")
    func securedInstallation() async throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      for name in ["first", "second"] { try await makeCertificates(name) }
      try use("first")
      let registry = try await start("registry", [])
      let listing = try await start("listing", ["--registry-address", registry.address])
      let both = ["--registry-address", registry.address, "--listing-address", listing.address]
      let reporting = try await start("reporting", both)
      let gateway = try await start("gateway", both + ["--reporting-address", reporting.address])

      func ocop(_ arguments: [String], as name: String? = "first") async throws -> Program.Outcome {
        var security = ["--tls-ca", path("\(name ?? "first")-ca.pem")]
        if let name { security += ["--tls-certificate", path("\(name).pem"), "--tls-key", path("\(name).key")] }
        return try await Program.run("ocop", arguments + ["--gateway", gateway.address] + security)
      }

      let imported = try await ocop(["import", Program.repository.appending(path: "deploy/sample").path])
      #expect(imported.exitCode == 0, "\(imported)")
      let report = ["report", "progress", "--as-of", "2021-11-05", "--geo", "2021", "--json", "--wait"]
      let first = try await ocop(report)
      let total = try #require(try ProgressReport(json: first.output).row())
      #expect(total.figures["products_listed_any_floor"] == "40/61")

      let without = try await ocop(["status"], as: nil)
      #expect(without.exitCode == 3)
      #expect(without.errors.contains("the server requires a certificate, and none was shown"))
      let plain = try await Program.run("ocop", ["status", "--gateway", gateway.address])
      #expect(plain.exitCode == 3)

      // The load tester speaks TLS by itself, and is let in by the same certificate only.
      let load = ["--target", registry.address, "--call", "Health/Check", "--duration", "1s", "--warm-up", "0s"]
      let security = ["--tls-ca", path("first-ca.pem")]
      let certificate = ["--tls-certificate", path("first.pem"), "--tls-key", path("first.key")]
      let loaded = try await Program.run(
        "ocop-load",
        load + security + certificate + ["--arrival", "constant 200/s", "--connections", "2"]
      )
      #expect(loaded.exitCode == 0 && loaded.output.contains("200 sent, 200 ended"), "\(loaded)")
      let stranger = try await Program.run("ocop-load", load + security)
      #expect(stranger.exitCode == 3 && stranger.errors.contains("requires a certificate"), "\(stranger)")

      // New authority and certificates, read again at SIGHUP; what is open between the services stays open.
      try use("second")
      for running in [registry, listing, reporting, gateway] {
        running.program.signal(SIGHUP)
        _ = try await running.program.line(with: "certificates read again")
      }
      let old = try await ocop(["status"], as: "first")
      #expect(old.exitCode == 3, "\(old)")
      let again = try await ocop(report, as: "second")
      #expect(again.exitCode == 0, "\(again)")
      for running in [gateway, reporting, listing, registry] {
        running.program.signal(SIGTERM)
        let outcome = await running.program.outcome()
        #expect(outcome.exitCode == 0, "\(outcome)")
      }
    }
  }
#endif
