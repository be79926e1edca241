import Messages
import RPC
import Synchronization
import Testing

@testable import Gateway

// Goal: a large schema is asked for once, however many want it. Method: the first call is held open by hand while
// others ask.
@Suite("What the gateway remembers of services' schemas", .timeLimit(.minutes(1)))
struct ReflectionCacheTests {
  /// Calls that wait until they are let go.
  private final class Held: Sendable {
    private let state = Mutex<(calls: Int, waiting: [CheckedContinuation<Void, Never>])>((0, []))
    var calls: Int { state.withLock { $0.calls } }

    func call() async {
      await withCheckedContinuation { continuation in
        state.withLock {
          $0.calls += 1
          $0.waiting.append(continuation)
        }
      }
    }

    func letGo() {
      let waiting = state.withLock { state in
        defer { state.waiting = [] }
        return state.waiting
      }
      waiting.forEach { $0.resume() }
    }
  }

  private func schema(_ name: String) -> RpcV1.ServiceSchema {
    var service = RpcV1.ReflectedService()
    service.name = name
    var schema = RpcV1.ServiceSchema()
    schema.service = service
    return schema
  }

  @Test("eight that ask at once cost the service one call, and all have its answer")
  func oneCall() async throws {
    let cache = ReflectionCache(duration: .seconds(2), time: SystemTimeSource())
    let held = Held()
    let answer = schema("example.Service")
    let askers = (0..<8).map { _ in
      Task.immediate {
        try await cache.schema(ofService: "example.Service") {
          await held.call()
          return answer
        }
      }
    }
    while held.calls == 0 { await Task.yield() }
    held.letGo()
    for asker in askers { #expect(try await asker.value == answer) }
    #expect(held.calls == 1)
  }

  @Test("a call that fails is not remembered: who asks next makes a new one")
  func failure() async throws {
    let cache = ReflectionCache(duration: .seconds(2), time: SystemTimeSource())
    let error = await #expect(throws: RPCError.self) {
      try await cache.schema(ofService: "example.Service") { throw RPCError(.unavailable, "down") }
    }
    #expect(error?.code == .unavailable)
    let answer = schema("example.Service")
    #expect(try await cache.schema(ofService: "example.Service") { answer } == answer)
  }
}
