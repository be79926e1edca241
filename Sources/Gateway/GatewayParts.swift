import Observability

/// What a gateway's status and metrics are made of, beside its routes.
struct GatewayParts: Sendable {
  /// Callers that the status shows.
  static let shownCallersMax = 20

  let callers: CallerDirectory
  /// Where the routes come from; nil = they stay as they were at the start.
  var routeFile: FollowedFile<[Route]>?
  /// Where callers' limits come from; nil = there are none.
  var limitFile: FollowedFile<CallerLimits>?
  /// Nil = none is kept.
  var accessLog: AccessLog?

  /// What the metrics say of them.
  var figures: GatewayFigures {
    var figures = GatewayFigures()
    let files = [("routes", routeFile?.status), ("limits", limitFile?.status)]
    figures.files = files.compactMap { name, status in
      status.map { status in
        GatewayFigures.File(
          name: name,
          loadedCount: status.loadedCount,
          refusedCount: status.failedCount,
          isRefused: !status.problem.isEmpty
        )
      }
    }
    let counts = callers.counts
    (figures.limitedCallCount, figures.unfairCallCount, figures.callerCount) = counts
    if let status = accessLog?.status {
      (figures.writtenLineCount, figures.droppedLineCount) = (status.writtenCount, status.droppedCount)
    }
    return figures
  }
}
