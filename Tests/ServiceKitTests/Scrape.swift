import Foundation

/// What a daemon's admin port serves, as another program sees it.
struct Scrape {
  struct Page {
    let status: Int
    let contentType: String
    let text: String
  }

  struct Failure: Error {
    let reason: String
  }

  let pages: [String: Page]
  /// Types by the names of lines.
  let types: [String: String]
  /// Values by the names of lines, then by labels: "rpc_method=a.B/C,…".
  let values: [String: [String: Double]]

  /// Asks the port that a daemon's log names.
  init(_ process: DaemonProcess) async throws {
    guard let line = await process.line(containing: "metrics and pages on "),
      let url = line.split(separator: " ").first(where: { $0.hasPrefix("http://") })
    else { throw Failure(reason: "the log names no admin port") }
    try await self.init(url: String(url))
  }

  init(url: String) async throws {
    let script = DaemonProcess.repository.appending(path: "Tests/ServiceKitTests/scrape.py").path
    // The system's Python: the one that has Prometheus's library from the Debian package.
    let outcome = try await DaemonProcess.run("/usr/bin/python3", ["-B", script, url])
    guard outcome.exitCode == 0,
      let found = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any],
      let pages = found["pages"] as? [String: [Any]], let metrics = found["metrics"] as? [String: [Any]]
    else { throw Failure(reason: "\(outcome)") }
    self.pages = pages.mapValues { page in
      Page(
        status: page.first as? Int ?? 0,
        contentType: page.dropFirst().first as? String ?? "",
        text: page.last as? String ?? ""
      )
    }
    types = metrics.compactMapValues { $0.first as? String }
    values = metrics.compactMapValues { $0.last as? [String: Double] }
  }
}
