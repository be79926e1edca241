internal import CScheduling
internal import Glibc
public import NIOCore
internal import NIOPosix
public import RPC

/// An event loop with the run queue of the tasks that answer calls on it. A process has one by default: servers and
/// channels that share it pass calls on without changing threads.
public final class SocketLoop: Sendable {
  /// The loop that everything uses unless told otherwise.
  public static let shared = SocketLoop()

  /// SwiftNIO's loop.
  public let eventLoop: any EventLoop
  /// The executor of tasks that should run on this loop: a caller that makes many calls saves the change of threads by
  /// running in a task with this executor preference. Such a task must not block.
  public let runQueue: RunQueue

  /// A loop with a thread of its own, which runs until the process ends.
  public convenience init() {
    self.init(eventLoop: MultiThreadedEventLoopGroup(numberOfThreads: 1).next())
    // There are threads that compute, here and in other processes, and a loop that waits for them to finish a turn of
    // milliseconds makes everybody wait who only wanted to be refused. It works as well, only later, where the kernel
    // knows of no such turns or the process may not ask.
    eventLoop.execute { _ = scheduling_shorten_turns() }
  }

  /// A loop made elsewhere.
  public init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    runQueue = RunQueue(driver: EventLoopDriver(eventLoop: eventLoop))
  }
}

/// SwiftNIO's loop as connections see it.
struct EventLoopDriver: LoopDriver {
  let eventLoop: any EventLoop

  var isCurrent: Bool { eventLoop.inEventLoop }

  var nowNanoseconds: Int64 { Int64(bitPattern: NIODeadline.now().uptimeNanoseconds) }

  func execute(_ body: @escaping @Sendable () -> Void) {
    eventLoop.execute(body)
  }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
    ScheduledTimer(scheduled: eventLoop.scheduleTask(in: .nanoseconds(nanoseconds), body))
  }

  func rest(nanoseconds: Int64) {
    usleep(useconds_t(clamping: nanoseconds / 1_000))
  }
}

private struct ScheduledTimer: LoopTimer {
  let scheduled: Scheduled<Void>

  func cancel() {
    scheduled.cancel()
  }
}
