import Foundation

/// A built daemon, run as a process of its own.
final class DaemonProcess: Sendable {
  struct Outcome: CustomStringConvertible {
    let exitCode: Int32
    let output: String
    let errors: String
    var description: String { "exit code \(exitCode)\n\(output)\n\(errors)" }
    var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// The folder the programs were built into: the one the test bundle runs from.
  static let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The repository's root.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Written by the reading thread before `ended` yields, read after it.
  private let process: Process
  private let lines: AsyncStream<String>
  private let outcomes: AsyncStream<Outcome>

  /// Its process id.
  var processID: Int32 { process.processIdentifier }

  /// Starts a daemon, or any program by its absolute path, in a folder.
  init(_ name: String, _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = name.hasPrefix("/") ? URL(filePath: name) : Self.programs.appending(path: name)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
    process.currentDirectoryURL = folder ?? Self.repository
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.process = process
    let (lines, lineContinuation) = AsyncStream.makeStream(of: String.self)
    let (outcomes, outcomeContinuation) = AsyncStream.makeStream(of: Outcome.self)
    self.lines = lines
    self.outcomes = outcomes
    let errorHandle = errors.fileHandleForReading
    let outputHandle = output.fileHandleForReading
    // A thread of its own, since reading a pipe blocks.
    Thread.detachNewThread {
      var text: [UInt8] = []
      var lineStart = 0
      while case let data = errorHandle.availableData, !data.isEmpty {
        text += data
        while let end = text[lineStart...].firstIndex(of: UInt8(ascii: "\n")) {
          lineContinuation.yield(String(decoding: text[lineStart..<end], as: UTF8.self))
          lineStart = end + 1
        }
      }
      lineContinuation.finish()
      let printed = outputHandle.readDataToEndOfFile()
      process.waitUntilExit()
      let code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
      outcomeContinuation.yield(
        Outcome(
          exitCode: code,
          output: String(decoding: printed, as: UTF8.self),
          errors: String(decoding: text, as: UTF8.self)
        )
      )
      outcomeContinuation.finish()
    }
  }

  /// Runs a daemon to its end.
  static func run(
    _ name: String,
    _ arguments: [String],
    in folder: URL? = nil,
    environment: [String: String] = [:]
  ) async throws -> Outcome {
    try await DaemonProcess(name, arguments, in: folder, environment: environment).outcome()
  }

  /// The first line of its log with this text, waited for; nil when the daemon ended without one.
  func line(containing text: String) async -> String? {
    for await line in lines where line.contains(text) { return line }
    return nil
  }

  /// A test that failed leaves no daemon behind. (A daemon that has ended was waited for, so its id is not another's
  /// yet, or it is gone: `isRunning` knows.)
  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for the end.
  func outcome() async -> Outcome {
    for await outcome in outcomes { return outcome }
    return Outcome(exitCode: .min, output: "", errors: "its outcome was asked for twice")
  }
}
