internal import RPC
internal import Wire

/// A step, ready to be called: everything that is the same for all its calls is encoded.
final class PlannedStep {
  /// Place among the steps of all entries.
  let index: Int
  let path: String
  /// Which of the methods it calls; several steps may call the same one.
  let method: Int
  let sendsOneRequest: Bool
  let requests: any RequestSource
  let openMetadata: [UInt8]
  let prelude: OpenPrelude
  let timeoutNanoseconds: Int64
  let requestCount: Int
  let answerCountMax: Int
  let endsWithTimeout: Bool
  let expectedCodes: Set<StatusCode>
  let pauseNanoseconds: Int64
  let keepsAnswer: Bool
  let check: ((_ answer: [UInt8]) -> String?)?

  init(_ step: LoadStep, index: Int, method: Int) {
    self.index = index
    self.method = method
    path = step.path
    sendsOneRequest = step.sendsOneRequest
    requests = step.requests
    openMetadata = step.openMetadata
    timeoutNanoseconds = step.timeoutNanoseconds
    requestCount = step.sendsOneRequest ? 1 : step.requestCount
    answerCountMax = step.answerCountMax
    endsWithTimeout = step.endsWithTimeout
    expectedCodes = step.expectedCodes
    pauseNanoseconds = step.pauseNanoseconds
    keepsAnswer = step.keepsAnswer || step.check != nil
    check = step.check
    prelude = OpenPrelude(
      timeoutNanoseconds: step.endsWithTimeout ? 0 : UInt64(clamping: step.timeoutNanoseconds),
      flags: step.isIdempotent ? OpenPrelude.idempotentFlag : 0,
      responseCredit: UInt32(LoadConnection.limits.streamWindowBytes)
    )
  }
}
