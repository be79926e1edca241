import Messages

/// The admin port's first page: what there is.
enum IndexPage {
  static func html(state: RpcV1.ServiceStatus) -> String {
    let title = "ocop-\(state.name) \(state.version)"
    return HTMLText.page(
      title: title,
      body: """
        <h1>\(HTMLText.escaped(title))</h1>
        <ul>
        <li><a href="/debug">/debug</a>: methods, connections, running calls, slow and failed calls</li>
        <li><a href="/metrics">/metrics</a>: metrics for Prometheus</li>
        <li><a href="/healthz">/healthz</a>: 200 while it is alive</li>
        <li><a href="/readyz">/readyz</a>: 200 while it takes calls, else 503 and why not</li>
        </ul>

        """
    )
  }
}
