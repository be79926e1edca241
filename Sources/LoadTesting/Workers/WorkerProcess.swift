import ClientKit
import Foundation

/// A worker in a process of its own: this program once more, with the same arguments and an order.
final class WorkerProcess: Sendable {
  private let process: Process
  private let start: FileHandle
  /// What it says, until it ends.
  let messages: AsyncThrowingStream<WorkerMessage, any Error>

  /// Starts it. It connects, and waits to be told the time of the first call.
  ///
  /// - Throws: ``CommandFailure`` when no process can be started.
  init(_ order: WorkerOrder, in session: LoadSession) throws {
    process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: "/proc/self/exe")
    process.arguments = session.arguments
    process.environment = session.environment.merging([WorkerOrder.variable: order.text]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    start = input.fileHandleForWriting
    let worker = order.worker
    messages = AsyncThrowingStream { continuation in
      Thread.detachNewThread {
        let end = Result { try Self.read(output.fileHandleForReading) { continuation.yield($0) } }
        switch end {
        case .success(true): continuation.finish()
        case .success(false):
          let failure = CommandFailure(.failure, "worker \(worker) ended without a result")
          continuation.finish(throwing: failure)
        case .failure(let error): continuation.finish(throwing: error)
        }
      }
    }
    do {
      try process.run()
    } catch {
      throw CommandFailure(.failure, "a worker cannot be started: \(error.localizedDescription)")
    }
  }

  /// Tells it when the first call is due, by the machine's steady clock.
  func begin(startNanoseconds: Int64) {
    // A worker that is gone is told of by its messages.
    try? start.write(contentsOf: Data("\(startNanoseconds)\n".utf8))
  }

  /// Ends its load early; it still says what it has measured.
  func interrupt() {
    if process.isRunning { process.interrupt() }
  }

  /// Reads lines to the end of the output.
  ///
  /// - Returns: Whether the last of them was a report or a failure.
  private static func read(_ output: FileHandle, _ body: (WorkerMessage) -> Void) throws -> Bool {
    var gathered = Data()
    var hasEnded = false
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Not FileHandle's own, which waits until all of the buffer is full.
      let count = Foundation.read(output.fileDescriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return hasEnded }
      gathered += buffer[..<count]
      while let end = gathered.firstIndex(of: UInt8(ascii: "\n")) {
        let message = try WorkerMessage(line: String(decoding: gathered[..<end], as: UTF8.self))
        gathered = Data(gathered[gathered.index(after: end)...])
        switch message {
        case .report, .failure: hasEnded = true
        case .ready, .progress: break
        }
        body(message)
      }
    }
  }
}
