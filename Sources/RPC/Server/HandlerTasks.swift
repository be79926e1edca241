/// The tasks of a server that wait for calls. Kept as long as there are connections: without any, nothing is left of
/// them. Confined to the loop.
final class HandlerTasks {
  /// Most that wait at once. More run where there are more calls; those end with their call.
  private static let waitingCountMax = 128

  private var waiting: [HandlerTask] = []
  private var connectionCount = 0

  /// Those that wait; for tests.
  var waitingCount: Int { waiting.count }

  /// Whether one that has done its work should wait for more.
  var keepsOneMore: Bool { connectionCount > 0 && waiting.count < HandlerTasks.waitingCountMax }

  /// One for the next call.
  func take() -> HandlerTask {
    waiting.popLast() ?? HandlerTask(self)
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
    for task in ended { task.wake() }
  }
}
