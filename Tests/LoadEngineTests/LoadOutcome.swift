import LoadEngine
import LoadStatistics
import RPC

/// What tests look at of a load that has ended.
struct LoadOutcome: Sendable {
  let result: LoadRunResult
  let keptWaitingCount: UInt64
  let requestFailureCount: UInt64
  let requestFailure: String?
  let disconnectCount: UInt64
  /// What the first error of each kind said.
  let messages: [String]

  init(_ recorder: LoadRecorder) {
    result = recorder.result
    keptWaitingCount = recorder.keptWaitingCount
    requestFailureCount = recorder.requestFailureCount
    requestFailure = recorder.requestFailure
    disconnectCount = recorder.disconnectCount
    messages = recorder.statistics.flatMap { $0 }.compactMap { $0?.message }
  }

  /// Calls by the name of how they ended.
  var countsByStatus: [String: UInt64] {
    Dictionary(uniqueKeysWithValues: result.countsByStatus.map { ($0.status, $0.count) })
  }
}
