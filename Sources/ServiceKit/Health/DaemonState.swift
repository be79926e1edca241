public import Messages
import Synchronization

/// What a daemon knows of itself, for its health service: set by the lifecycle, read by calls.
public final class DaemonState: Sendable {
  private struct Changing {
    var servingStatus = RpcV1.ServingStatus.notServing
    var reason = "starting"
    var address = ""
  }

  /// "registry".
  public let name: String
  private let startedAt = ContinuousClock.now
  private let changing = Mutex(Changing())

  /// State of a daemon that is starting.
  public init(name: String) {
    self.name = name
  }

  /// Notes that calls are taken at this address: "tcp:127.0.0.1:7401".
  public func beginServing(at address: String) {
    changing.withLock { $0 = Changing(servingStatus: .serving, reason: "", address: address) }
  }

  /// Notes that calls should go elsewhere, and why.
  public func stopServing(reason: String) {
    changing.withLock { state in
      state.servingStatus = .notServing
      state.reason = reason
    }
  }

  /// Whether calls are taken.
  public var checkResponse: RpcV1.CheckResponse {
    let state = changing.withLock { $0 }
    var response = RpcV1.CheckResponse()
    response.servingStatus = state.servingStatus
    response.reason = state.reason
    return response
  }

  /// The status without change log and followers.
  public var status: RpcV1.ServiceStatus {
    let state = changing.withLock { $0 }
    var status = RpcV1.ServiceStatus()
    status.name = name
    status.version = ProgramVersion.text
    status.servingStatus = state.servingStatus
    status.reason = state.reason
    status.address = state.address
    status.uptimeSeconds = UInt64(clamping: startedAt.duration(to: .now).components.seconds)
    return status
  }
}
