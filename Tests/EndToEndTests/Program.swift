import Foundation
import Glibc
import Synchronization

/// A program of the build, run as a user runs it: only its arguments, environment, output and exit code are known here.
final class Program: Sendable {
  /// What a finished run left behind.
  struct Outcome: CustomStringConvertible {
    let exitCode: Int32
    let output: String
    let errors: String
    var description: String { "exit code \(exitCode)\noutput:\n\(output)\nerrors:\n\(errors)" }
  }

  /// Thrown when a program ends, or prints its last line, before the awaited one came.
  struct LineNeverCame: Error, CustomStringConvertible {
    let awaited: String
    let seen: [String]
    var description: String { "no line with \"\(awaited)\"; seen:\n\(seen.joined(separator: "\n"))" }
  }

  /// The folder the programs were built into: the one the test bundle runs from.
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The repository's root.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private enum Stream { case output, errors }

  private struct State {
    var text: [Stream: String] = [.output: "", .errors: ""]
    var lines: [String] = []
    var openStreams = 2
    var waiting: [(text: String, continuation: CheckedContinuation<String, any Error>)] = []
    var ended: [CheckedContinuation<Void, Never>] = []
  }

  /// Its process id.
  let processID: Int32
  private let exit: AsyncStream<Int32>
  private let state = Mutex(State())

  /// Starts `name` from the build folder, or from an absolute path.
  init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = name.hasPrefix("/") ? URL(filePath: name) : Self.folder.appending(path: name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = Self.repository
    process.standardInput = FileHandle.nullDevice
    let (outputPipe, errorPipe) = (Pipe(), Pipe())
    process.standardOutput = outputPipe
    process.standardError = errorPipe
    let (exit, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.exit = exit
    process.terminationHandler = { ended in
      continuation.yield(
        ended.terminationReason == .uncaughtSignal ? -ended.terminationStatus : ended.terminationStatus
      )
      continuation.finish()
    }
    try process.run()
    processID = process.processIdentifier
    read(outputPipe.fileHandleForReading, as: .output)
    read(errorPipe.fileHandleForReading, as: .errors)
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
    try await Program(name, arguments, environment: environment).outcome()
  }

  /// Waits for the end, and for the last byte of both streams. The exit code is negative for a signal.
  func outcome() async -> Outcome {
    var code: Int32 = .min
    for await ended in exit { code = ended }
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.openStreams == 0 { continuation.resume() } else { state.ended.append(continuation) }
      }
    }
    return state.withLock { state in
      Outcome(exitCode: code, output: state.text[.output] ?? "", errors: state.text[.errors] ?? "")
    }
  }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(processID, number) }

  /// Waits until a line that contains `text` was printed, on either stream; returns the first such line.
  func line(with text: String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      state.withLock { state in
        if let line = state.lines.first(where: { $0.contains(text) }) {
          continuation.resume(returning: line)
        } else if state.openStreams == 0 {
          continuation.resume(throwing: LineNeverCame(awaited: text, seen: state.lines))
        } else {
          state.waiting.append((text, continuation))
        }
      }
    }
  }

  /// Everything printed so far on both streams, by line.
  var lines: [String] { state.withLock { $0.lines } }

  /// Reads a stream to its end on a thread of its own: a pipe's reader must never make its writer wait.
  private func read(_ handle: FileHandle, as stream: Stream) {
    Thread.detachNewThread { [self] in
      var rest: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        // Not by `availableData`, which ends the process when a signal interrupts it: many children end during a test.
        let count = Glibc.read(handle.fileDescriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { break }
        rest += chunk[..<count]
        guard let lastLineEnd = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
        take(String(decoding: rest[...lastLineEnd], as: UTF8.self), from: stream)
        rest.removeSubrange(...lastLineEnd)
      }
      take(String(decoding: rest, as: UTF8.self), from: stream)
      // Foundation keeps it open for longer than this process has descriptors for.
      try? handle.close()
      end()
    }
  }

  private func take(_ text: String, from stream: Stream) {
    state.withLock { state in
      state.text[stream, default: ""] += text
      for line in text.split(separator: "\n").map(String.init) {
        state.lines.append(line)
        state.waiting.filter { line.contains($0.text) }.forEach { $0.continuation.resume(returning: line) }
        state.waiting.removeAll { line.contains($0.text) }
      }
    }
  }

  private func end() {
    state.withLock { state in
      state.openStreams -= 1
      guard state.openStreams == 0 else { return }
      for waiter in state.waiting {
        waiter.continuation.resume(throwing: LineNeverCame(awaited: waiter.text, seen: state.lines))
      }
      state.waiting = []
      state.ended.forEach { $0.resume() }
      state.ended = []
    }
  }
}
