import Messages
import RPC
import Synchronization

/// What services have said of themselves, for a short time: asking for several parts of a schema costs one call, and a
/// service that is replaced by another version is described anew soon. Bounded by the number of services.
final class ReflectionCache: Sendable {
  private struct Entry {
    let schema: RpcV1.ServiceSchema
    let expiresNanoseconds: Int64
  }

  private let entries = Mutex<[String: Entry]>([:])
  private let durationNanoseconds: Int64
  private let time: any TimeSource

  init(duration: Duration, time: any TimeSource) {
    durationNanoseconds = Int64(duration / .nanoseconds(1))
    self.time = time
  }

  /// What is known of a service; nil when that is nothing, or too old.
  func schema(ofService service: String) -> RpcV1.ServiceSchema? {
    let now = time.nowNanoseconds
    return entries.withLock { entries in
      guard let entry = entries[service] else { return nil }
      if entry.expiresNanoseconds > now { return entry.schema }
      entries[service] = nil
      return nil
    }
  }

  func store(_ schema: RpcV1.ServiceSchema, ofService service: String) {
    let entry = Entry(schema: schema, expiresNanoseconds: time.nowNanoseconds + durationNanoseconds)
    entries.withLock { $0[service] = entry }
  }
}
