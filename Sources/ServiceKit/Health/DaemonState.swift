public import Messages
import Synchronization

/// What a daemon knows of itself, for its health service: set by the lifecycle, read by calls.
public final class DaemonState: Sendable {
  private struct Changing {
    var servingStatus = RpcV1.ServingStatus.notServing
    var reason = "starting"
    var address = ""
    var watchers: [Int: AsyncStream<RpcV1.CheckResponse>.Continuation] = [:]
    var lastWatcher = 0

    var checkResponse: RpcV1.CheckResponse {
      var response = RpcV1.CheckResponse()
      response.servingStatus = servingStatus
      response.reason = reason
      return response
    }

    func tellWatchers() {
      for watcher in watchers.values { watcher.yield(checkResponse) }
    }
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
    changing.withLock { state in
      state.servingStatus = .serving
      state.reason = ""
      state.address = address
      state.tellWatchers()
    }
  }

  /// Notes that calls should go elsewhere, and why.
  public func stopServing(reason: String) {
    changing.withLock { state in
      state.servingStatus = .notServing
      state.reason = reason
      state.tellWatchers()
    }
  }

  /// Whether calls are taken.
  public var checkResponse: RpcV1.CheckResponse {
    changing.withLock { $0.checkResponse }
  }

  /// Whether calls are taken, now and after each change. A reader that is slow sees the latest state, not every one.
  /// `end` ends the stream, behind the state that was told last.
  func watch() -> (responses: AsyncStream<RpcV1.CheckResponse>, end: @Sendable () -> Void) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: RpcV1.CheckResponse.self,
      bufferingPolicy: .bufferingNewest(1)
    )
    let number = changing.withLock { state in
      state.lastWatcher += 1
      state.watchers[state.lastWatcher] = continuation
      continuation.yield(state.checkResponse)
      return state.lastWatcher
    }
    continuation.onTermination = { [weak self] _ in
      self?.changing.withLock { $0.watchers[number] = nil }
    }
    return (stream, { continuation.finish() })
  }

  /// The status without change log and followers.
  public var status: RpcV1.ServiceStatus {
    let (servingStatus, reason, address) = changing.withLock { ($0.servingStatus, $0.reason, $0.address) }
    var status = RpcV1.ServiceStatus()
    status.name = name
    status.version = ProgramVersion.text
    status.servingStatus = servingStatus
    status.reason = reason
    status.address = address
    status.uptimeSeconds = UInt64(clamping: startedAt.duration(to: .now).components.seconds)
    return status
  }
}
