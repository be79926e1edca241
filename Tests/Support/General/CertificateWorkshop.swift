public import Foundation

/// Makes certificates with openssl, in a folder of its own.
public final class CertificateWorkshop: Sendable {
  /// Thrown when openssl did not do what it was asked.
  public struct Failure: Error, CustomStringConvertible {
    /// What openssl said.
    public let description: String
  }

  /// Where everything is made; removed with the workshop.
  public let folder = URL(filePath: "/tmp/ocop-tls-test-\(UInt64.random(in: 0 ... .max))")

  /// A workshop with the authority "ca".
  public init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try makeAuthority("ca")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a file: "server.pem", "server.key".
  public func path(_ name: String) -> String { folder.appending(path: name).path }

  /// An authority: NAME.pem, NAME.key.
  public func makeAuthority(_ name: String) throws {
    try openssl(
      ["req", "-x509"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).pem", "-days", "30"]
        + ["-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE"]
        + ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    )
  }

  /// A certificate: NAME.pem, NAME.key.
  public func makeCertificate(
    _ name: String,
    by authority: String = "ca",
    names: String = "DNS:localhost,IP:127.0.0.1",
    days: Int = 10,
    uses: String = "serverAuth,clientAuth"
  ) throws {
    try openssl(
      ["req"] + Self.newKey + ["-keyout", "\(name).key", "-out", "\(name).csr", "-subj", "/O=OCOP/CN=\(name)"]
    )
    try write("subjectAltName=\(names)\nextendedKeyUsage=\(uses)\n", to: "\(name).ext")
    try openssl(
      ["x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key"]
        + ["-CAcreateserial", "-out", "\(name).pem", "-days", "\(days)", "-extfile", "\(name).ext"]
    )
  }

  /// A list of revoked certificates, NAME: those of these names, and what the authority has revoked before.
  /// - Parameters:
  ///   - nextUpdate: when the next list is due, "20240102000000Z"; nil = in 30 days.
  ///   - extensions: a section of openssl's configuration, for lists that are not ordinary.
  public func makeRevocationList(
    _ name: String,
    by authority: String = "ca",
    revoking names: [String],
    nextUpdate: String? = nil,
    extensions: String = ""
  ) throws {
    let database = "\(authority).index"
    if !FileManager.default.fileExists(atPath: path(database)) { try write("", to: database) }
    try write(
      """
      [ca]
      default_ca = d
      [d]
      database = \(database)
      default_md = sha256
      default_crl_days = 30
      \(extensions.isEmpty ? "" : "crl_extensions = e\n[e]\n\(extensions)")
      """ + "\n",
      to: "\(authority).cnf"
    )
    let common = ["ca", "-config", "\(authority).cnf", "-cert", "\(authority).pem", "-keyfile", "\(authority).key"]
    for name in names { try openssl(common + ["-revoke", "\(name).pem"]) }
    let times = nextUpdate.map { ["-crl_lastupdate", "20240101000000Z", "-crl_nextupdate", $0] } ?? []
    try openssl(common + ["-gencrl", "-out", name] + times)
  }

  /// Puts certificate and key of another name in the place of those of this one, as a renewal does.
  public func replace(_ name: String, by other: String) throws {
    for kind in ["pem", "key"] { try replaceFile("\(name).\(kind)", by: "\(other).\(kind)") }
  }

  /// Puts a copy of one file in the place of another, in one go, with its permissions.
  public func replaceFile(_ name: String, by other: String) throws {
    try replaceFile(name, byAll: [other])
  }

  /// Puts several files, one after the other, in the place of one, in one go.
  public func replaceFile(_ name: String, byAll others: [String]) throws {
    var text = Data()
    for other in others { text += try Data(contentsOf: URL(filePath: path(other))) }
    try put(text, in: name)
  }

  /// Writes a file, in one go.
  public func write(_ text: String, to name: String) throws {
    try put(Data(text.utf8), in: name)
  }

  private func put(_ text: Data, in name: String) throws {
    let fresh = path("\(name).new")
    guard FileManager.default.createFile(atPath: fresh, contents: text, attributes: [.posixPermissions: 0o600]),
      rename(fresh, path(name)) == 0
    else { throw Failure(description: "\(name) was not replaced") }
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
