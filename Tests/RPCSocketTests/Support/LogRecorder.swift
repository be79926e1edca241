import Logging
import Synchronization

/// Keeps log lines, and lets a test wait for one.
final class LogRecorder: Sendable {
  private struct State {
    var lines: [String] = []
    var waiting: [(text: String, continuation: CheckedContinuation<String, Never>)] = []
  }

  private let state = Mutex(State())

  var lines: [String] { state.withLock { $0.lines } }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  /// The first line with this text, waited for.
  func line(containing text: String) async -> String {
    await withCheckedContinuation { continuation in
      let found = state.withLock { state -> String? in
        if let line = state.lines.first(where: { $0.contains(text) }) { return line }
        state.waiting.append((text, continuation))
        return nil
      }
      if let found { continuation.resume(returning: found) }
    }
  }

  private func add(_ line: String) {
    let told = state.withLock { state in
      state.lines.append(line)
      let told = state.waiting.filter { line.contains($0.text) }
      state.waiting.removeAll { line.contains($0.text) }
      return told
    }
    for waiter in told { waiter.continuation.resume(returning: line) }
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
  }
}
