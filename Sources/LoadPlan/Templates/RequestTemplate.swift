package import ClientKit
import Messages

/// A request as JSON, in whose strings placeholders may stand: `{"id": "CT-${sequence}"}`. SCENARIOS.md lists them.
package struct RequestTemplate: Sendable {
  let root: TemplateNode
  let generators: [ValueGenerator]

  /// Reads a template.
  ///
  /// - Throws: ``TemplateFault`` naming the field and the placeholder that is none.
  package init(parsing json: JSONValue, sources: inout TemplateSources) throws(TemplateFault) {
    self.init(root: try TemplateNode(json, path: "", sources: &sources))
  }

  /// Reads a template from the text of JSON.
  ///
  /// - Throws: ``TemplateFault`` saying where the text is not JSON, or naming the placeholder that is none.
  package init(parsing text: String, sources: inout TemplateSources) throws(TemplateFault) {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONParser.value(of: Array(text.utf8))
    } catch {
      throw TemplateFault(reason: error.description)
    }
    try self.init(parsing: json, sources: &sources)
  }

  init(root: TemplateNode) {
    self.root = root
    generators = root.generators
  }

  /// True when every request is the same.
  package var isConstant: Bool {
    generators.allSatisfy { generator in
      if case .variable = generator { return true }
      return false
    }
  }

  /// True when it takes values of earlier answers, so that it cannot be encoded before the run.
  package var needsAnswers: Bool { !answerReferences.isEmpty }

  /// The values of earlier answers that it takes.
  package var answerReferences: [AnswerReference] {
    generators.compactMap { generator in
      if case .answer(let reference) = generator { return reference }
      return nil
    }
  }

  /// True when a request must not be sent twice: it has a unique identifier in it, or the time.
  package var mustNotRepeat: Bool { generators.contains(where: \.mustNotRepeat) }

  /// After how many iterations the same requests come again, of one of so many workers; nil when they need not.
  func period(workerCount: Int) -> Int? {
    var period = 1
    for generator in generators {
      guard let own = generator.period(workerCount: workerCount) else { return nil }
      let (product, isBeyond) = period.multipliedReportingOverflow(
        by: own / ValueGenerator.greatestCommonDivisor(period, own)
      )
      if isBeyond { return nil }
      period = product
    }
    return period
  }

  /// The request of an iteration.
  ///
  /// - Throws: ``TemplateFault`` naming the placeholder that has no value, such as a field that an answer lacks.
  package func next(
    random: inout some RandomNumberGenerator,
    context: inout TemplateContext
  ) throws(TemplateFault) -> JSONValue {
    try root.value(random: &random, context: &context)
  }
}
