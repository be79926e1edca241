import ClientKit

/// What stands behind a placeholder.
enum ValueGenerator: Sendable {
  /// The same text always.
  case variable(String)
  /// Every number once, over all workers.
  case sequence(start: Int64, step: Int64)
  /// Any of them, all alike.
  case integer(ClosedRange<Int64>)
  /// Any of them, all alike.
  case choice([String])
  case zipf(ZipfDistribution)
  /// A column of the row of this iteration.
  case column(CSVTable, index: Int, isRandom: Bool)
  /// So many small letters.
  case letters(Int)
  /// So many hexadecimal digits.
  case hexadecimal(Int)
  case timeOrderedIdentifier
  case now(TimeForm)
  case worker
  case run
  case answer(AnswerReference)

  /// True when it gives numbers.
  var isNumeric: Bool {
    switch self {
    case .sequence, .integer, .zipf, .worker: true
    case .now(let form): form != .date && form != .month
    case .variable, .choice, .column, .letters, .hexadecimal, .timeOrderedIdentifier, .run, .answer: false
    }
  }

  /// True when what it gave must not be sent again: it is unique, or it ages.
  var mustNotRepeat: Bool {
    switch self {
    case .sequence, .timeOrderedIdentifier, .now: true
    default: false
    }
  }

  /// After how many iterations of one worker the values come again in the same order; nil when they never do.
  func period(workerCount: Int) -> Int? {
    switch self {
    case .variable, .worker, .run: return 1
    case .column(let table, _, let isRandom):
      if isRandom { return nil }
      return table.rows.count / Self.greatestCommonDivisor(table.rows.count, workerCount)
    default: return nil
    }
  }

  static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right > 0 { (left, right) = (right, left % right) }
    return left
  }

  /// The text for an iteration. Answers are no text: they are asked for with ``json(random:context:)``.
  ///
  /// - Throws: ``TemplateFault`` when a counter has come to its end.
  private func text(
    random: inout some RandomNumberGenerator,
    context: inout TemplateContext
  ) throws(TemplateFault) -> String {
    switch self {
    case .variable(let text): return text
    case .sequence(let start, let step): return String(try Self.number(start, step, context))
    case .integer(let range): return String(Int64.random(in: range, using: &random))
    case .choice(let texts): return texts[Int.random(in: texts.indices, using: &random)]
    case .zipf(let distribution): return String(distribution.rank(random: &random))
    case .column(let table, let index, let isRandom):
      if isRandom { return table.rows[context.randomRow(of: table, random: &random)][index] }
      return table.rows[Int((context.overallIndex ?? 0) % UInt64(table.rows.count))][index]
    case .letters(let count): return Self.characters(count, Array("abcdefghijklmnopqrstuvwxyz".utf8), &random)
    case .hexadecimal(let count): return Self.characters(count, Array("0123456789abcdef".utf8), &random)
    case .timeOrderedIdentifier:
      return TimeOrderedIdentifier.text(unixNanoseconds: context.nowUnixNanoseconds, random: &random)
    case .now(let form): return form.text(unixNanoseconds: context.nowUnixNanoseconds)
    case .worker: return String(context.worker)
    case .run: return context.run
    case .answer: return ""
    }
  }

  /// The value for an iteration: a string, or what an answer holds.
  ///
  /// - Throws: ``TemplateFault`` when a counter has come to its end, or an answer has no such value.
  func json(
    random: inout some RandomNumberGenerator,
    context: inout TemplateContext
  ) throws(TemplateFault) -> JSONValue {
    guard case .answer(let reference) = self else { return .string(try text(random: &random, context: &context)) }
    guard let answer = context.answers[reference.step] else {
      throw TemplateFault(reason: "the step \(reference.step) has no answer in this iteration")
    }
    guard let value = reference.path.value(in: answer) else {
      throw TemplateFault(reason: "the answer of \(reference.step) has no \(reference.path)")
    }
    return value
  }

  /// How many examples show all that can be wrong with its values.
  var exampleCount: Int {
    switch self {
    case .integer, .zipf: 2
    case .choice(let texts): texts.count
    case .column(let table, _, _): table.rows.count
    default: 1
    }
  }

  /// A value to try, the same each time: both ends of a range, each choice, each row. Nil for an answer.
  func example(_ index: Int, context: TemplateContext) throws(TemplateFault) -> String? {
    switch self {
    case .answer: return nil
    case .integer(let range): return String(index == 0 ? range.lowerBound : range.upperBound)
    case .zipf(let distribution): return String(index == 0 ? 1 : distribution.rankCount)
    case .choice(let texts): return texts[index % texts.count]
    case .column(let table, let column, _): return table.rows[index % table.rows.count][column]
    default:
      var random = SystemRandomNumberGenerator()
      var context = context
      return try text(random: &random, context: &context)
    }
  }

  private static func number(_ start: Int64, _ step: Int64, _ context: TemplateContext) throws(TemplateFault) -> Int64 {
    if let index = context.overallIndex.flatMap(Int64.init(exactly:)) {
      let (distance, isBeyond) = index.multipliedReportingOverflow(by: step)
      let (number, isBeyondToo) = start.addingReportingOverflow(distance)
      if !isBeyond && !isBeyondToo { return number }
    }
    throw TemplateFault(reason: "the sequence has come to the end of 64 bits")
  }

  private static func characters(
    _ count: Int,
    _ alphabet: [UInt8],
    _ random: inout some RandomNumberGenerator
  ) -> String {
    String(decoding: (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }, as: UTF8.self)
  }
}
