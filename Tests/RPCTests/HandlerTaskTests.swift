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

  @Test("calls that come together share a task, too, while their handlers do not suspend, and keep their order")
  func together() throws {
    let counter = TaskCounter()
    let raw = RawConnection(serverWith: router(counter))
    raw.feed(RawConnection.greeting)
    let streams = (0..<20).map { UInt32(2 * $0 + 1) }
    raw.feed(streams.flatMap { RawConnection.open($0, Self.see.path) })
    let closes = raw.frames().filter { $0.header.type == .close }
    #expect(closes.map(\.header.stream) == streams)
    let texts = try closes.map { try Text(decodingBytes: $0.data).service }
    #expect(texts == [String](repeating: "free own", count: 20))
    #expect(counter.count == 1)
    (raw.connection as? ServerConnection)?.close()
  }

  @Test("a handler that suspends does not keep those waiting that came together with it")
  func suspension() throws {
    let counter = TaskCounter()
    let raw = RawConnection(serverWith: router(counter))
    raw.feed(RawConnection.greeting)
    let held = RawConnection.open(1, Self.hold.path) + RawConnection.open(3, Self.hold.path)
    let streams = (2..<20).map { UInt32(2 * $0 + 1) }
    raw.feed(held + streams.flatMap { RawConnection.open($0, Self.see.path) })
    #expect(try answers(raw) == [String](repeating: "free own", count: 18))
    #expect(counter.count == 3)
    (raw.connection as? ServerConnection)?.close()
    raw.loop.drain()
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
    weak var tasks: HandlerTasks?
    do {
      let runQueue = RunQueue(driver: loop)
      tasks = runQueue.handlerTasks
      let first = RawConnection(serverWith: router(TaskCounter()), loop: loop, runQueue: runQueue)
      let last = RawConnection(serverWith: router(TaskCounter()), loop: loop, runQueue: runQueue)
      for raw in [first, last] {
        raw.feed(RawConnection.greeting)
        raw.feed(RawConnection.open(1, Self.see.path))
      }
      first.connection.receiveEnd("over")
      loop.drain()
      #expect(runQueue.handlerTasks.waitingCount == 1)
      last.connection.receiveEnd("over")
      loop.drain()
      #expect(runQueue.handlerTasks.waitingCount == 0)
    }
    #expect(tasks == nil, "something still waits for calls")
  }
}
