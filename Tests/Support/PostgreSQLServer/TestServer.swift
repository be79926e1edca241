import Foundation
import Synchronization

/// A PostgreSQL server of a test run's own: in a new folder, on a Unix socket there, as the user `postgres` when the
/// tests run as root. It goes away with the process that started it, however that ends: a shell beside the server reads
/// from a pipe, and stops the server and removes the folder when the pipe ends.
public final class TestServer: Sendable {
  /// What keeps a server from starting.
  public struct Failure: Error, CustomStringConvertible {
    /// What the server said, or what is missing.
    public let description: String

    /// A failure with these words.
    public init(_ description: String) {
      self.description = description
    }
  }

  /// The server that all tests of this process share, started when it is first asked for.
  public static func shared() throws -> TestServer {
    try started.get()
  }

  private static let started = Result { try TestServer() }

  /// Where its socket is.
  public let folder: String
  private let shell: Process
  private let commands: FileHandle
  private let answers: Mutex<FileHandle>

  /// Starts a server.
  ///
  /// - Parameter settings: Of `postgresql.conf`, beside those that keep it small: `["fsync=off"]`.
  /// - Throws: ``Failure`` with what the server said.
  public init(settings: [String] = []) throws {
    guard FileManager.default.isExecutableFile(atPath: Self.programs + "/initdb") else {
      throw Failure("\(Self.programs)/initdb is missing; install postgresql-15 (deploy/test does)")
    }
    var template = Array("/tmp/ocop-postgresql-XXXXXX".utf8CString)
    guard template.withUnsafeMutableBufferPointer({ $0.baseAddress.flatMap(mkdtemp) != nil }) else {
      throw Failure("cannot make a folder in /tmp")
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    shell = Process()
    let input = Pipe()
    let output = Pipe()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", Self.script, "sh", folder, Self.programs, Self.flags(folder, settings)]
    shell.standardInput = input
    shell.standardOutput = output
    // Whoever is started later must not keep the pipe open.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    commands = input.fileHandleForWriting
    answers = Mutex(output.fileHandleForReading)
    try shell.run()
    try expectDone("start")
  }

  deinit {
    try? commands.close()
    shell.waitUntilExit()
  }

  /// The location of a database on it.
  public func location(database: String = "postgres", parameters: [String] = []) -> String {
    let host = folder.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    return "postgresql://postgres@\(host)/\(database)" + (parameters.isEmpty ? "" : "?")
      + parameters.joined(separator: "&")
  }

  /// Stops it as a power cut would, without writing anything more.
  public func stopAtOnce() throws {
    try command("stop")
  }

  /// Starts it again.
  public func start() throws {
    try command("start")
  }

  /// Makes new sessions read-only, as on a standby, or no longer.
  public func setReadOnly(_ isReadOnly: Bool) throws {
    let session = try RawSession(location())
    try session.run("ALTER SYSTEM SET default_transaction_read_only = \(isReadOnly ? "on" : "off")")
    try session.run("SELECT pg_reload_conf()")
    // The server reads it a moment later; a new session tells when it has.
    while try RawSession(location()).run("SHOW default_transaction_read_only") != [isReadOnly ? "on" : "off"] {}
  }

  /// Runs SQL apart from the engine under test; gives the first column of the rows.
  ///
  /// - Parameter location: A place on this server; nil for the database `postgres`.
  @discardableResult
  public func run(_ sql: String, location: String? = nil) throws -> [String] {
    try RawSession(location ?? self.location()).run(sql)
  }

  private func command(_ name: String) throws {
    try commands.write(contentsOf: Data("\(name)\n".utf8))
    try expectDone(name)
  }

  private func expectDone(_ name: String) throws {
    let line = answers.withLock { answers in
      var line = Data()
      while let byte = try? answers.read(upToCount: 1), let first = byte.first, first != 0x0A { line.append(first) }
      return String(decoding: line, as: UTF8.self)
    }
    guard line == "done" else {
      throw Failure("the test server did not \(name): \(line)")
    }
  }

  private static let programs = "/usr/lib/postgresql/15/bin"

  private static func flags(_ folder: String, _ settings: [String]) -> String {
    let small = [
      "listen_addresses=", "unix_socket_directories=\(folder)", "max_connections=2500", "shared_buffers=64MB",
    ]
    return (small + settings).map { "-c \($0)" }.joined(separator: " ")
  }

  /// Removes what runs left behind that could not even run their shell to its end, then serves commands.
  private static let script = """
    folder=$1 programs=$2 flags=$3
    as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
    remove() { as_server "$programs/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$1"; }
    for old in /tmp/ocop-postgresql-??????; do
      [ -f "$old/owner" ] && ! kill -0 "$(cat "$old/owner")" 2>/dev/null && remove "$old"
    done
    trap 'remove "$folder"' EXIT
    trap '' INT TERM HUP
    echo $$ >"$folder/owner"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    chmod 755 "$folder"
    cd "$folder" || exit
    as_server "$programs/initdb" -D "$folder/data" --locale=C --encoding=UTF8 --auth=trust --no-sync -U postgres \\
      >"$folder/initdb.log" 2>&1 || { tail -n 1 "$folder/initdb.log"; exit; }
    start() {
      as_server "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/data/log" -o "$flags" start >/dev/null 2>&1
    }
    stop() { as_server "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1; }
    if start; then echo done; else tail -n 1 "$folder/data/log"; exit; fi
    while read -r command; do if "$command"; then echo done; else echo "$command failed"; fi; done
    """
}
