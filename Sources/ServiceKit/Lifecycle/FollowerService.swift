import ServiceLifecycle

/// Follows other services until the daemon stops. A follower that ends by itself ends the daemon: a copy that silently
/// stands still would be worse.
struct FollowerService: Service {
  let follow: @Sendable () async -> Void

  func run() async throws {
    let hasEndedByItself = await cancelWhenGracefulShutdown {
      await follow()
      return !Task.isCancelled
    }
    if hasEndedByItself {
      throw StartupFailure("following the other services ended by itself; the log above says why")
    }
  }
}
