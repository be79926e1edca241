import Logging
import Synchronization

/// Keeps log lines, and lets a test wait for one.
final class LogRecorder: Sendable {
  private struct State {
    var lines: [String] = []
    var waiting: [Waiter] = []
    var nextNumber = 0

    func has(_ text: String, count: Int) -> Bool { lines.count { $0.contains(text) } >= count }
  }

  private struct Waiter {
    let number: Int
    let text: String
    /// How many lines have to have it.
    let count: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private let state = Mutex(State())

  var lines: [String] { state.withLock { $0.lines } }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(recorder: self) }
  }

  /// The first line with this text, waited for; "" when the waiting task is cancelled.
  func line(containing text: String) async -> String {
    await lines(containing: text, count: 1).first ?? ""
  }

  /// The lines with this text once there are so many, waited for; fewer when the waiting task is cancelled.
  func lines(containing text: String, count: Int) async -> [String] {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let isDone = state.withLock { state in
          if state.has(text, count: count) || Task.isCancelled { return true }
          state.waiting.append(Waiter(number: number, text: text, count: count, continuation: continuation))
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return nil }
        return state.waiting.remove(at: index)
      }
      waiter?.continuation.resume()
    }
    return lines.filter { $0.contains(text) }
  }

  private func add(_ line: String) {
    let told = state.withLock { state in
      state.lines.append(line)
      let waiting = state.waiting
      let told = waiting.filter { state.has($0.text, count: $0.count) }
      state.waiting = waiting.filter { !state.has($0.text, count: $0.count) }
      return told
    }
    for waiter in told { waiter.continuation.resume() }
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
