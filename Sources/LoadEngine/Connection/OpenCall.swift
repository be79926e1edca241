/// A call that is on its way.
struct OpenCall {
  /// Which step, over all entries of the mix.
  var step: Int
  /// When the arrival that it belongs to was due.
  var arrivedNanoseconds: Int64
  /// When it was due itself, and when it was sent.
  var plannedNanoseconds: Int64
  var sentNanoseconds: Int64
  /// When it is given up.
  var deadlineNanoseconds: Int64
  /// When the first message of the answer came; 0 = not yet.
  var firstAnswerNanoseconds: Int64 = 0
  var answerCount = 0
  var answerByteCount = 0
  var requestCount = 0
  var requestByteCount = 0
  /// Requests that are still to be sent.
  var requestsLeft = 0
  /// Nil for an entry of one step.
  var iteration: LoadIteration?
  /// The answer, for steps that keep it.
  var answer: [UInt8] = []
}
