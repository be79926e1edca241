/// The calls of a loop whose handlers have not begun, and the tasks that wait for such calls. One task runs all that
/// have come together, as long as their handlers do not suspend; when one does, the next task goes on with the others.
/// Tasks are kept as long as there are connections: without any, nothing is left of them. Confined to the loop.
final class HandlerTasks {
  /// Most that wait at once. More run where there are more calls; those end with their call.
  private static let waitingCountMax = 128
  /// Calls that one job runs before others on the loop have their turn.
  private static let callsPerJob = 8

  private var waiting: [HandlerTask] = []
  private var connectionCount = 0
  /// In the order in which they came. Those before `readyIndex` have begun.
  private var ready: [ServerCall] = []
  private var readyIndex = 0
  /// True while a task is on its way to those that are ready.
  private var isTaskComing = false
  /// Calls that the job that runs has begun.
  private var jobCallCount = 0

  /// Those that wait; for tests.
  var waitingCount: Int { waiting.count }

  /// Whether one that has done its work should wait for more.
  var keepsOneMore: Bool { connectionCount > 0 && waiting.count < HandlerTasks.waitingCountMax }

  /// Runs a call's handler when the loop gets to it.
  func run(_ call: ServerCall) {
    ready.append(call)
    sendTask(on: call.connection.runQueue)
  }

  /// A job of the run queue is done: its handler may have suspended, and others are ready behind it. Returns how many
  /// calls it has begun.
  func jobEnded(on runQueue: RunQueue) -> Int {
    if !ready.isEmpty { sendTask(on: runQueue) }
    defer { jobCallCount = 0 }
    return jobCallCount
  }

  private func sendTask(on runQueue: RunQueue) {
    if isTaskComing { return }
    isTaskComing = true
    (waiting.popLast() ?? HandlerTask(self)).wake(on: runQueue)
  }

  /// A task has come.
  func taskCame() {
    isTaskComing = false
  }

  /// The next call for a task that has come; nil when it has done enough, or there is none.
  func next() -> ServerCall? {
    if ready.isEmpty || jobCallCount == HandlerTasks.callsPerJob { return nil }
    jobCallCount += 1
    let next = ready[readyIndex]
    readyIndex += 1
    if readyIndex == ready.count {
      ready.removeAll(keepingCapacity: true)
      readyIndex = 0
    }
    return next
  }

  /// One waits.
  func keep(_ task: HandlerTask) {
    waiting.append(task)
  }

  func connectionOpened() {
    connectionCount += 1
  }

  func connectionClosed() {
    connectionCount -= 1
    if connectionCount > 0 { return }
    let ended = waiting
    waiting = []
    for task in ended { task.goOn() }
  }
}
