import ServiceLifecycle

/// Runs a listener until it is asked to stop: takes no more calls, lets the running ones finish within the drain
/// timeout, then cuts off what is left.
struct ListenerService: Service {
  let listener: any ServiceListener
  let state: DaemonState
  let drainTimeout: Duration

  func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await listener.waitUntilStopped()
      } onCancel: {
        listener.stopNow()
      }
    } onGracefulShutdown: {
      state.stopServing(reason: "shutting down")
      listener.beginGracefulShutdown(gracePeriod: drainTimeout)
    }
  }
}
