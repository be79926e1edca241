import Logging
import RPC
import RPCSocket
import ServiceKit
import Synchronization

/// A file that is read again when it changes, and when somebody asks for it. It is used as a whole or not at all: one
/// that cannot be read changes nothing; the log, the status and the metrics say what is wrong with it.
final class FollowedFile<Value: Sendable>: Sendable {
  private struct State {
    var status = FollowedFileStatus()
    var watcher: FileWatcher?
  }

  private let what: String
  private let path: String
  private let logger: Logger
  private let read: @Sendable (_ path: String, _ bytes: [UInt8]) throws(ConfigurationError) -> Value
  private let state: Mutex<State>

  /// Largest file that is read, in bytes.
  static var bytesMax: Int { 1 << 20 }

  /// - Parameters:
  ///   - what: what the file is, for the log: "routes".
  ///   - read: makes the value of the file's bytes.
  init(
    _ what: String,
    path: String,
    logger: Logger,
    read: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws(ConfigurationError) -> Value
  ) {
    self.what = what
    self.path = path
    self.logger = logger
    self.read = read
    state = Mutex(State(status: FollowedFileStatus(path: path)))
  }

  /// How it stands.
  var status: FollowedFileStatus { state.withLock { $0.status } }

  /// Reads the file for the first time.
  /// - Throws: `ConfigurationError` with all that is wrong; nothing can be done without it.
  func load() throws(ConfigurationError) -> Value {
    let value = try contents()
    state.withLock { $0.status.noteLoaded() }
    return value
  }

  /// Looks for changes from now on, and tells the value of each file that can be used.
  func follow(interval: Duration, driver: any LoopDriver, _ apply: @escaping @Sendable (Value) -> Void) {
    let watcher = FileWatcher(paths: [path], interval: interval, driver: driver) { [weak self] in
      self?.readAgain(apply)
    }
    state.withLock { $0.watcher = watcher }
    watcher.start()
  }

  /// Reads it again whether or not it has changed.
  func reload() {
    state.withLock { $0.watcher }?.assumeChange()
  }

  func stop() {
    state.withLock { $0.watcher }?.stop()
  }

  private func readAgain(_ apply: (Value) -> Void) {
    do throws(ConfigurationError) {
      let value = try contents()
      state.withLock { $0.status.noteLoaded() }
      apply(value)
      logger.info("\(what) read again", metadata: ["file": "\(path)"])
    } catch {
      state.withLock { $0.status.noteFailed(error.problems) }
      for problem in error.problems {
        logger.error("\(what) stay as they were: \(problem)", metadata: ["file": "\(path)"])
      }
    }
  }

  private func contents() throws(ConfigurationError) -> Value {
    let bytes: [UInt8]
    do throws(SocketError) {
      bytes = try FileContents.read(path, bytesMax: Self.bytesMax)
    } catch {
      throw ConfigurationError(problems: [error.message])
    }
    return try read(path, bytes)
  }
}
