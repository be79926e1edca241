import RPC

/// Holds a server to what it tells its observer: each call that starts ends once, and before its connection does.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class ServerWitness: ServerObserver, @unchecked Sendable {
  private struct Key: Hashable {
    let peer: String
    let stream: UInt32
  }

  private let world: SimulatedWorld
  private var open: Set<Key> = []
  private var seen: Set<Key> = []
  private var openConnections: Set<UInt64> = []

  init(_ world: SimulatedWorld) {
    self.world = world
  }

  func connectionOpened(_ connection: ServerConnection) {
    world.expect(openConnections.insert(connection.number).inserted, "a connection opens twice")
  }

  func connectionClosed(_ connection: ServerConnection) {
    world.expect(openConnections.remove(connection.number) != nil, "a connection closes that was not open")
    world.expect(connection.runningCalls.isEmpty, "calls go on after the end of their connection")
  }

  func connectionRefused() {}

  func callStarted(_ call: any ObservedCall) {
    let key = Key(peer: call.peer, stream: call.stream)
    world.expect(seen.insert(key).inserted, "stream \(key.stream) of \(key.peer) starts twice")
    open.insert(key)
    world.note(.callStarted, -1, Int(key.stream), "\(key.peer) \(call.path)")
  }

  func callEnded(_ call: any ObservedCall, _ end: CallEnd) {
    let key = Key(peer: call.peer, stream: call.stream)
    world.expect(open.remove(key) != nil, "stream \(key.stream) of \(key.peer) ends, and was not open")
  }

  func callRefused(_ refusal: CallRefusal) {
    let key = Key(peer: refusal.peer, stream: refusal.stream)
    world.expect(seen.insert(key).inserted, "stream \(key.stream) of \(key.peer) is refused after it was started")
  }

  func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod? { nil }

  func learnRelayedMethod(_ path: String) -> RelayedMethod? { nil }

  /// Checks that nothing is open any more.
  func checkAllEnded() {
    world.expect(open.isEmpty, "the end of calls was never told to the server's observer: \(open)")
  }
}
