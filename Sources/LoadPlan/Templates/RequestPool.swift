/// Requests of one worker that are encoded before they are sent, so that sending one is copying its bytes.
package struct RequestPool: Sendable {
  /// Requests in a pool when nothing else is said.
  package static let countDefault = 4_096
  /// Most bytes of all requests of a pool when nothing else is said.
  package static let bytesDefaultMax = 64 * 1024 * 1024

  private let template: MessageTemplate
  private var context: TemplateContext
  private let countMax: Int
  private let bytesMax: Int
  /// The requests, one behind the other.
  private var storage: [UInt8] = []
  /// Where each ends.
  private var ends: [Int] = []
  /// Iteration of the first request.
  private var firstIteration: UInt64 = 0
  /// The request that ``takeNext(random:)`` gives.
  private var position = 0

  /// Encodes the first requests: as many as differ, at most `countMax`, and fewer when they would take more than
  /// `bytesMax`.
  ///
  /// - Throws: ``TemplateFault`` when a value does not fit its field, the template takes values of answers, or a single
  ///   request is larger than `bytesMax`.
  package init(
    _ template: MessageTemplate,
    context: TemplateContext,
    countMax: Int = countDefault,
    bytesMax: Int = bytesDefaultMax,
    random: inout some RandomNumberGenerator
  ) throws(TemplateFault) {
    if let reference = template.template.answerReferences.first {
      throw TemplateFault(
        placeholder: reference.placeholder,
        reason: "the request cannot be encoded before the run"
      )
    }
    self.template = template
    self.context = context
    let period = template.template.period(workerCount: context.workerCount)
    self.countMax = max(1, min(countMax, period ?? countMax))
    self.bytesMax = bytesMax
    try fill(random: &random)
  }

  /// Requests in the pool, at least 1.
  package var count: Int { ends.count }

  /// True when each request may be sent once only: then ``refill(random:)`` makes the next ones.
  package var mustNotRepeat: Bool { template.template.mustNotRepeat }

  /// The bytes of a request.
  ///
  /// - Parameter index: 0 to ``count`` - 1.
  package func bytes(at index: Int) -> ArraySlice<UInt8> {
    storage[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Puts the next requests in the place of those that were sent.
  ///
  /// - Throws: ``TemplateFault`` when a value does not fit its field.
  package mutating func refill(random: inout some RandomNumberGenerator) throws(TemplateFault) {
    firstIteration += UInt64(count)
    try fill(random: &random)
  }

  /// The next request to send: the pool's in their order, then from the start again, or new ones where none may be
  /// repeated.
  ///
  /// - Throws: ``TemplateFault`` when a value does not fit its field.
  package mutating func takeNext(random: inout some RandomNumberGenerator) throws(TemplateFault) -> ArraySlice<UInt8> {
    if position == count {
      if mustNotRepeat { try refill(random: &random) }
      position = 0
    }
    defer { position += 1 }
    return bytes(at: position)
  }

  private mutating func fill(random: inout some RandomNumberGenerator) throws(TemplateFault) {
    storage.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    for index in 0..<countMax {
      context.begin(iteration: firstIteration + UInt64(index))
      let request = try template.bytes(random: &random, context: &context)
      if storage.count + request.count > bytesMax {
        if index > 0 { return }
        throw TemplateFault(reason: "a request of \(request.count) bytes is more than a pool of \(bytesMax) holds")
      }
      storage += request
      ends.append(storage.count)
    }
  }
}
