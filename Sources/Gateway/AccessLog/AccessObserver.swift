import Observability
import RPC

/// The gateway's observer where an access log is kept: tells the log of every call that ends, and the records
/// everything.
final class AccessObserver: ServerObserver {
  private let records: ServerRecords?
  private let log: AccessLog

  init(records: ServerRecords?, log: AccessLog) {
    self.records = records
    self.log = log
  }

  func serverStarted(_ admission: ServerAdmission) { records?.serverStarted(admission) }

  func connectionOpened(_ connection: ServerConnection) { records?.connectionOpened(connection) }

  func connectionClosed(_ connection: ServerConnection) { records?.connectionClosed(connection) }

  func connectionRefused() { records?.connectionRefused() }

  func callStarted(_ call: any ObservedCall) { records?.callStarted(call) }

  func callEnded(_ call: any ObservedCall, _ end: CallEnd) {
    records?.callEnded(call, end)
    log.append(AccessRecord(call, end, unixMicroseconds: UnixClock.nowMicroseconds))
  }

  func callRefused(_ refusal: CallRefusal) {
    records?.callRefused(refusal)
    log.append(AccessRecord(refusal, unixMicroseconds: UnixClock.nowMicroseconds))
  }

  func relayedMethod(_ path: UnsafeRawBufferPointer) -> RelayedMethod? { records?.relayedMethod(path) }

  func learnRelayedMethod(_ path: String) -> RelayedMethod? { records?.learnRelayedMethod(path) }
}
