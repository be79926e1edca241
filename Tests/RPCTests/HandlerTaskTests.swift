import Messages
import Synchronization
import TestSupport
import Testing
import Wire

@testable import RPC

/// Goal: handlers that run one after another in the same task know nothing of each other. Method: raw frames on a loop
/// that the test drives, calls that are given up between others, and handlers that tell what they see.
@Suite(.timeLimit(.minutes(1))) struct HandlerTaskTests {
  private static let see = Method<Text, Text>(service: TestMethods.service, name: "See", kind: .unary)
  private static let hold = Method<Text, Text>(service: TestMethods.service, name: "Hold", kind: .unary)

  /// "See" tells whether its task is cancelled, and whose call it is; "Hold" waits until it is cancelled.
  private func router(_ taskCount: TaskCounter) -> Router {
    var router = Router()
    router.unary(Self.see) { _, context in
      taskCount.note()
      let isOwn = CallContext.current?.state === context.state
      return Text("\(Task.isCancelled ? "cancelled" : "free") \(isOwn ? "own" : "foreign")")
    }
    router.unary(Self.hold) { request, _ in
      taskCount.note()
      let gate = Gate()
      await withTaskCancellationHandler {
        await gate.wait()
      } onCancel: {
        gate.open()
      }
      return request
    }
    return router
  }

  /// Counts the tasks that handlers ran in.
  private final class TaskCounter: Sendable {
    private let tasks = Mutex<Set<Int>>([])

    func note() {
      let task = withUnsafeCurrentTask { $0?.hashValue ?? 0 }
      tasks.withLock { _ = $0.insert(task) }
    }

    var count: Int { tasks.withLock { $0.count } }
  }

  private func answers(_ raw: RawConnection) throws -> [String] {
    try raw.frames().filter { $0.header.type == .close && $0.header.flags.contains(.hasMessage) }
      .map { try Text(decodingBytes: $0.data).service }
  }

  @Test("calls one after another share a task, and each sees its own context")
  func sharing() throws {
    let counter = TaskCounter()
    let raw = RawConnection(serverWith: router(counter))
    raw.feed(RawConnection.greeting)
    for call in 0..<20 { raw.feed(RawConnection.open(UInt32(2 * call + 1), Self.see.path)) }
    #expect(try answers(raw) == [String](repeating: "free own", count: 20))
    #expect(counter.count == 1)
    (raw.connection as? ServerConnection)?.close()
  }

  @Test("calls at once run in tasks of their own")
  func parallel() throws {
    let counter = TaskCounter()
    let raw = RawConnection(serverWith: router(counter))
    raw.feed(RawConnection.greeting)
    for call in 0..<5 { raw.feed(RawConnection.open(UInt32(2 * call + 1), Self.hold.path)) }
    #expect(counter.count == 5)
    (raw.connection as? ServerConnection)?.close()
    raw.loop.drain()
  }

  @Test("that a call was given up is not seen by the calls after it")
  func cancellation() throws {
    let counter = TaskCounter()
    let raw = RawConnection(serverWith: router(counter))
    raw.feed(RawConnection.greeting)
    var stream: UInt32 = 1
    for _ in 0..<5 {
      // Twice: given up while it runs, and before its turn has come.
      raw.feed(RawConnection.open(stream, Self.hold.path))
      raw.feed(RawConnection.encoded { $0.appendCancel(stream: stream) })
      let unbegun = RawConnection.encoded { $0.appendCancel(stream: stream + 2) }
      raw.feed(RawConnection.open(stream + 2, Self.hold.path) + unbegun)
      for call in 2..<5 { raw.feed(RawConnection.open(stream + UInt32(2 * call), Self.see.path)) }
      stream += 10
    }
    #expect(try answers(raw) == [String](repeating: "free own", count: 15))
    (raw.connection as? ServerConnection)?.close()
  }

  @Test("tasks that wait for calls end with the last connection")
  func end() {
    let loop = TestLoop()
    let runQueue = RunQueue(driver: loop)
    weak var tasks: HandlerTasks?
    do {
      let admission = ServerAdmission(time: loop)
      tasks = admission.handlerTasks
      let first = RawConnection(serverWith: router(TaskCounter()), admission: admission, loop: loop, runQueue: runQueue)
      let last = RawConnection(serverWith: router(TaskCounter()), admission: admission, loop: loop, runQueue: runQueue)
      for raw in [first, last] {
        raw.feed(RawConnection.greeting)
        raw.feed(RawConnection.open(1, Self.see.path))
      }
      first.connection.receiveEnd("over")
      loop.drain()
      #expect(admission.handlerTasks.waitingCount == 1)
      last.connection.receiveEnd("over")
      loop.drain()
      #expect(admission.handlerTasks.waitingCount == 0)
    }
    #expect(tasks == nil, "something still waits for calls")
  }
}
