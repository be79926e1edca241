#if TLS
  import Foundation
  import RPCTLS

  /// Makes certificates with openssl, in a folder of its own.
  final class CertificateWorkshop: Sendable {
    /// Thrown when openssl did not do what it was asked.
    struct Failure: Error, CustomStringConvertible {
      let description: String
    }

    let folder = URL(filePath: "/tmp/ocop-tls-test-\(UInt64.random(in: 0 ... .max))")

    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try makeAuthority("ca")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The path of a file: "server.pem", "server.key".
    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// An authority: NAME.pem, NAME.key.
    func makeAuthority(_ name: String) throws {
      try openssl(
        ["req", "-x509"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).pem", "-days", "30"]
          + ["-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE"]
      )
    }

    /// A certificate: NAME.pem, NAME.key.
    func makeCertificate(
      _ name: String,
      by authority: String = "ca",
      names: String = "DNS:localhost,IP:127.0.0.1",
      days: Int = 10,
      uses: String = "serverAuth,clientAuth"
    ) throws {
      try openssl(
        ["req"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/O=OCOP/CN=\(name)"]
      )
      try "subjectAltName=\(names)\nextendedKeyUsage=\(uses)\n".write(
        toFile: path("\(name).ext"),
        atomically: true,
        encoding: .utf8
      )
      try openssl(
        ["x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key"]
          + ["-CAcreateserial", "-out", "\(name).pem", "-days", "\(days)", "-extfile", "\(name).ext"]
      )
    }

    /// The files of a side whose certificate was made before; `authority` is whom it believes.
    func files(_ name: String?, trusting authority: String? = "ca") -> TLSFiles {
      TLSFiles(
        certificateChain: name.map { path("\($0).pem") },
        privateKey: name.map { path("\($0).key") },
        authorities: authority.map { path("\($0).pem") }
      )
    }

    /// Puts certificate and key of another name in the place of those of this one, as a renewal does.
    func replace(_ name: String, by other: String) throws {
      for kind in ["pem", "key"] { try replaceFile("\(name).\(kind)", by: "\(other).\(kind)") }
    }

    /// Puts a copy of one file in the place of another, in one go.
    func replaceFile(_ name: String, by other: String) throws {
      let fresh = path("\(name).new")
      try Data(contentsOf: URL(filePath: path(other))).write(to: URL(filePath: fresh))
      guard rename(fresh, path(name)) == 0 else { throw Failure(description: "\(name) was not replaced") }
    }

    /// Writes a file in place.
    func write(_ text: String, to name: String) throws {
      try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    private func openssl(_ arguments: [String]) throws {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/openssl")
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let text = try errors.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        let words = arguments.joined(separator: " ")
        throw Failure(description: "openssl \(words): \(String(decoding: text, as: UTF8.self))")
      }
    }
  }
#endif
