import RPC
import Synchronization

/// Keeps why connections were not secured, and how many calls arrived.
final class FailureRecorder: ServerObserver {
  private let state = Mutex<(reasons: [String], calls: Int)>(([], 0))

  var reasons: [String] { state.withLock { $0.reasons } }
  var callCount: Int { state.withLock { $0.calls } }

  func connectionNotSecured(reason: String) { state.withLock { $0.reasons.append(reason) } }
  func callStarted(_ call: any ObservedCall) { state.withLock { $0.calls += 1 } }

  func connectionOpened(_ connection: ServerConnection) {}
  func connectionClosed(_ connection: ServerConnection) {}
  func connectionRefused() {}
  func callEnded(_ call: any ObservedCall, _ end: CallEnd) {}
  func callRefused(_ refusal: CallRefusal) {}
  func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod? { nil }
  func learnRelayedMethod(_ path: String) -> RelayedMethod? { nil }
}
