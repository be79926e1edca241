internal import CEventPoll
internal import Glibc

/// Which sockets have something to read, or room to write.
final class EventPoll {
  struct Event {
    let token: Int
    let isReadable: Bool
    let isWritable: Bool
  }

  private let descriptor: CInt
  private var events = [event_poll_event](repeating: event_poll_event(), count: Int(EVENT_POLL_EVENT_COUNT_MAX))

  /// - Throws: ``SystemFailure`` when the system has no more file descriptors.
  init() throws(SystemFailure) {
    descriptor = event_poll_create()
    if descriptor < 0 { throw SystemFailure("no sockets can be watched", errno) }
  }

  deinit { close(descriptor) }

  /// - Throws: ``SystemFailure`` when the system has no room for it.
  func add(_ socket: CInt, token: Int, wantsWrite: Bool) throws(SystemFailure) {
    if event_poll_add(descriptor, socket, UInt64(token), wantsWrite) == 0 { return }
    throw SystemFailure("a socket cannot be watched", errno)
  }

  func change(_ socket: CInt, token: Int, wantsWrite: Bool) {
    // Of a socket that was added and is open, this cannot fail.
    _ = event_poll_change(descriptor, socket, UInt64(token), wantsWrite)
  }

  /// Waits for something to happen, for so long at most, and hands each event to `handle`.
  func wait(nanoseconds: Int64, _ handle: (Event) -> Void) {
    let count = event_poll_wait(descriptor, &events, nanoseconds)
    guard count > 0 else { return }
    for event in events[..<Int(count)] {
      handle(Event(token: Int(event.token), isReadable: event.is_readable, isWritable: event.is_writable))
    }
  }
}
