import Logging
import Synchronization

/// Keeps log lines, and lets a test wait for one.
final class LogRecorder: Sendable {
  private struct State {
    var lines: [String] = []
    var waiting: [Waiter] = []
    var nextNumber = 0
  }

  private struct Waiter {
    let number: Int
    let text: String
    let continuation: CheckedContinuation<String, Never>
  }

  private let state = Mutex(State())

  var lines: [String] { state.withLock { $0.lines } }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  /// The first line with this text, waited for; "" when the waiting task is cancelled.
  func line(containing text: String) async -> String {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let found = state.withLock { state -> String? in
          if let line = state.lines.first(where: { $0.contains(text) }) { return line }
          if Task.isCancelled { return "" }
          state.waiting.append(Waiter(number: number, text: text, continuation: continuation))
          return nil
        }
        if let found { continuation.resume(returning: found) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return nil }
        return state.waiting.remove(at: index)
      }
      waiter?.continuation.resume(returning: "")
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
