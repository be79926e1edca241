import LoadStatistics

/// What a worker has to say at its end.
struct WorkerReport: Sendable {
  var result: LoadRunResult
  /// What went wrong and did not end the load: requests that could not be made, connections that broke.
  var notices: [String]
}
