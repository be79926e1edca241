import AdminPort
import Messages
import Observability
import PrometheusMetrics
import RPC

/// What the admin port serves.
struct AdminPages: Sendable {
  /// Time that the server's loop has to answer before a page says that it does not.
  static let loopTimeout = Duration.seconds(2)
  /// Connections, and running calls, that the debug page shows.
  static let shownMax = 100

  let observation: DaemonObservation

  var routes: AdminRoutes {
    var routes = AdminRoutes()
    routes.get("/") { _ in .html(IndexPage.html(state: observation.state.status)) }
    routes.get("/debug") { _ in await debug() }
    routes.get("/healthz") { _ in await health() }
    routes.get("/readyz") { _ in readiness() }
    routes.get("/metrics") { _ in
      let text = await observation.metricsText(loopTimeout: Self.loopTimeout)
      return AdminResponse(contentType: PrometheusRegistry.contentType, body: text)
    }
    return routes
  }

  /// Alive is a daemon whose loop runs.
  private func health() async -> AdminResponse {
    guard let records = observation.records else { return .text("ok") }
    if await records.read(within: Self.loopTimeout, { _ in true }) == true { return .text("ok") }
    return .text("the loop that answers calls has not answered within \(Self.loopTimeout)", status: 503)
  }

  private func readiness() -> AdminResponse {
    let check = observation.state.checkResponse
    return check.servingStatus == .serving ? .text("ready") : .text("not ready: \(check.reason)", status: 503)
  }

  private func debug() async -> AdminResponse {
    let content = await observation.records?.read(within: Self.loopTimeout) { records in
      DebugPage.Server(
        snapshot: records.serverSnapshot(),
        connections: records.connectionSnapshots(limit: Self.shownMax),
        calls: records.runningCallSnapshots(limit: Self.shownMax),
        notableCalls: records.notableCallSnapshots()
      )
    }
    let page = DebugPage(
      status: observation.state.status,
      followers: observation.followerStatuses,
      server: content ?? nil
    )
    return .html(page.html)
  }
}
