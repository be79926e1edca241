import ClientKit
package import Messages

/// A request template for one method: what it gives, encoded.
package struct MessageTemplate: Sendable {
  /// The template, its values in the forms that the fields take.
  package let template: RequestTemplate
  /// The method's request.
  package let descriptor: MessageDescriptor

  /// Most examples that are tried.
  private static let examplesMax = 1_000

  /// Makes a template fit a method, and tries it: both ends of each range, each choice, and the first rows of files.
  ///
  /// - Throws: ``TemplateFault`` naming the field that the request does not have, or whose value does not fit it.
  package init(_ template: RequestTemplate, for descriptor: MessageDescriptor) throws(TemplateFault) {
    self.template = RequestTemplate(root: template.root.fitting(.message(descriptor)))
    self.descriptor = descriptor
    let exampleCount = template.generators.map(\.exampleCount).max() ?? 1
    let context = TemplateContext()
    for index in 0..<min(exampleCount, Self.examplesMax) {
      _ = try encoded(try self.template.root.example(index, context: context))
    }
  }

  /// The request of an iteration, encoded.
  ///
  /// - Throws: ``TemplateFault`` naming the field whose value does not fit, or the placeholder that has none.
  package func bytes(
    random: inout some RandomNumberGenerator,
    context: inout TemplateContext
  ) throws(TemplateFault) -> [UInt8] {
    try encoded(try template.next(random: &random, context: &context))
  }

  private func encoded(_ json: JSONValue) throws(TemplateFault) -> [UInt8] {
    do throws(MessageJSONError) {
      return try MessageJSON.message(descriptor, from: json).encodedBytes()
    } catch {
      throw TemplateFault(path: error.path, reason: error.reason)
    }
  }
}
