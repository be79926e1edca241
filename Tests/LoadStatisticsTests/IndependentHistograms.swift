import Foundation

/// HdrHistogram's Python library, from PyPI, in an environment that is made when it is first needed.
enum IndependentHistograms {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let requirement = "hdrhistogram==0.10.8"

  struct Failure: Error {
    let reason: String
  }

  /// The environment's Python; nil when it cannot be made: without PyPI, or without python3-venv.
  static let python: URL? = {
    let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    let environment = root.appending(path: ".build/load-statistics")
    let python = environment.appending(path: "bin/python")
    let mark = environment.appending(path: requirement)
    if FileManager.default.fileExists(atPath: mark.path) { return python }
    do {
      _ = try output(of: URL(filePath: "/usr/bin/python3"), ["-m", "venv", "--clear", environment.path])
      _ = try output(of: python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement])
    } catch {
      return nil
    }
    return FileManager.default.createFile(atPath: mark.path, contents: nil) ? python : nil
  }()

  /// What the script says, as JSON.
  ///
  /// - Parameters:
  ///   - action: "read" or "write".
  ///   - log: Path of the log.
  ///   - values: The nanoseconds of each interval.
  static func run(_ action: String, log: URL, values: [[UInt64]]) throws -> Any {
    guard let python else { throw Failure(reason: "the Python library is not there") }
    let file = log.appendingPathExtension("values")
    try JSONEncoder().encode(values).write(to: file)
    let script = folder.appending(path: "check_hdr_log.py").path
    let text = try output(of: python, ["-B", script, action, log.path, file.path])
    return try JSONSerialization.jsonObject(with: text)
  }

  private static func output(of program: URL, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    let errors = FileManager.default.temporaryDirectory.appending(path: "ocop-hdr-\(UInt64.random(in: 0 ... .max))")
    // A file and not a pipe: nobody need read both at once.
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(reason: try String(contentsOf: errors, encoding: .utf8))
    }
    return data
  }
}
