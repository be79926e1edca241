import Messages
import RPC
import Synchronization

/// What services have said of themselves, for a short time: asking for several parts of a schema costs one call, and a
/// service that is replaced by another version is described anew soon. Many that ask at once cost one call, too: a
/// schema is large, and a service that had to send it to everybody would answer nobody in time. Bounded by the number
/// of services.
final class ReflectionCache: Sendable {
  private struct Entry {
    let schema: RpcV1.ServiceSchema
    let expiresNanoseconds: Int64
  }

  private let entries = Mutex<[String: Entry]>([:])
  /// Calls that are under way, by service.
  private let running = Mutex<[String: Task<RpcV1.ServiceSchema, any Error>]>([:])
  private let durationNanoseconds: Int64
  private let time: any TimeSource

  init(duration: Duration, time: any TimeSource) {
    durationNanoseconds = Int64(duration / .nanoseconds(1))
    self.time = time
  }

  /// What is known of a service, or what a call tells of it: the one that is under way, if there is one.
  ///
  /// - Parameter call: Asks the service, within a time of its own; it goes on for the others when who asked first
  ///   waits no longer. What it throws, all throw that wait for it.
  func schema(
    ofService service: String,
    calling call: @escaping @Sendable () async throws -> RpcV1.ServiceSchema
  ) async throws -> RpcV1.ServiceSchema {
    if let known = schema(ofService: service) { return known }
    let task = running.withLock { running in
      if let task = running[service] { return task }
      let task = Task {
        defer { self.running.withLock { $0[service] = nil } }
        let schema = try await call()
        self.store(schema, ofService: service)
        return schema
      }
      running[service] = task
      return task
    }
    return try await task.value
  }

  /// What is known of a service; nil when that is nothing, or too old.
  private func schema(ofService service: String) -> RpcV1.ServiceSchema? {
    let now = time.nowNanoseconds
    return entries.withLock { entries in
      guard let entry = entries[service] else { return nil }
      if entry.expiresNanoseconds > now { return entry.schema }
      entries[service] = nil
      return nil
    }
  }

  private func store(_ schema: RpcV1.ServiceSchema, ofService service: String) {
    let entry = Entry(schema: schema, expiresNanoseconds: time.nowNanoseconds + durationNanoseconds)
    entries.withLock { $0[service] = entry }
  }
}
