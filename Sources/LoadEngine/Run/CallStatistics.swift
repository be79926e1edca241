package import LoadStatistics

/// The calls of one method that ended in one way.
package final class CallStatistics {
  /// From when each call was due to its end.
  package internal(set) var latency = LatencyHistogram()
  /// From when each call was sent to its end.
  package internal(set) var serviceTime = LatencyHistogram()
  /// From when each call was sent to the first message of its answer; kept for calls with several answers.
  package internal(set) var firstAnswer: LatencyHistogram?
  package internal(set) var requestCount: UInt64 = 0
  package internal(set) var requestByteCount: UInt64 = 0
  package internal(set) var answerCount: UInt64 = 0
  package internal(set) var answerByteCount: UInt64 = 0
  /// What the first such error said.
  package internal(set) var message: String?
  /// Whether the load was told that calls may end so.
  package internal(set) var isExpected = true

  func record(_ call: OpenCall, endNanoseconds: Int64) {
    latency.record(nanoseconds: UInt64(clamping: endNanoseconds - call.plannedNanoseconds))
    serviceTime.record(nanoseconds: UInt64(clamping: endNanoseconds - call.sentNanoseconds))
    requestCount += UInt64(call.requestCount)
    requestByteCount += UInt64(call.requestByteCount)
    answerCount += UInt64(call.answerCount)
    answerByteCount += UInt64(call.answerByteCount)
    if call.answerCount > 1 {
      if firstAnswer == nil { firstAnswer = LatencyHistogram() }
      firstAnswer?.record(nanoseconds: UInt64(clamping: call.firstAnswerNanoseconds - call.sentNanoseconds))
    }
  }
}
