import ClientKit
import Messages
import RPC

/// Prints a report and its changes, and goes on after a broken connection.
struct ReportWatcher {
  let reader: ReportReader
  let catalogue: IndicatorCatalogue
  let session: Session
  let words: ReportWords
  let isJSON: Bool

  /// Prints until the task is cancelled, or the service ends the stream.
  ///
  /// - Parameter patience: How long the service may be away before watching ends with its error.
  /// - Throws: `RPCError` when the service refuses the watch, or is away for too long.
  func run(_ request: ReportingV1.GetReportRequest, patience: Duration) async throws {
    let clock = ContinuousClock()
    var lastHeard = clock.now
    var schedule = RetrySchedule(budget: patience)
    var last: ReportDocument?
    while true {
      do {
        for try await report in try await reader.reports(request) {
          lastHeard = clock.now
          schedule = RetrySchedule(budget: patience)
          let document = ReportDocument(report: report, catalogue: catalogue)
          try show(document, after: last)
          last = document
        }
        return
      } catch let error as RPCError {
        let delay = schedule.nextDelay(elapsed: clock.now - lastHeard, askedFor: error.retryAfter, jitter: 0)
        guard error.isWorthRepeating, let delay, !Task.isCancelled else { throw error }
        try session.note("ocop: the watch broke (\(error.message)); going on …")
        try await session.pause(delay)
      }
    }
  }

  private func show(_ document: ReportDocument, after last: ReportDocument?) throws {
    if isJSON {
      return try session.output.write(JSONWriter.oneLine(try MessageJSON.value(of: document.report)) + "\n")
    }
    guard let last else { return try session.output.write(ReportTable(document, words).rendered()) }
    let comparison = try ReportComparison(last, document)
    let text = ComparisonText(comparison, words)
    let known = document.report.knownAt ?? ReportingV1.KnownAt()
    let place = "registry \(known.registryRevision), listing \(known.listingRevision)"
    for change in comparison.changes {
      try session.output.write("\(place)  \(text.line(change))".printable + "\n")
    }
  }
}
