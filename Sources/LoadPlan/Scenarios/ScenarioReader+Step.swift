import ClientKit
import Foundation
import RPC

extension ScenarioReader {
  /// What can be said of a call, in a scenario and in the mix.
  static let callKeys = [
    "name", "call", "request", "metadata", "expect", "check", "timeout", "messages", "stop-after",
  ]

  mutating func step(_ fields: PlanFields) throws(PlanFault) -> ScenarioStep {
    let callNode = try fields.required("call")
    let call = try text(callNode)
    var expected: [StatusCode] = []
    if let node = fields["expect"] { expected = try statusCodes(node) }
    var streamEnd: StreamEnd?
    if let node = fields["stop-after"] {
      streamEnd = StreamEnd(try text(node))
      if streamEnd == nil { throw node.fault("write how many messages (100 messages) or how much time (10s)") }
    }
    return ScenarioStep(
      name: try fields["name"].map { node throws(PlanFault) in try text(node) } ?? call,
      call: call,
      request: try request(fields["request"], of: callNode),
      metadata: try fields["metadata"].map { node throws(PlanFault) in try metadata(node) } ?? Metadata(),
      expected: expected.isEmpty ? [.ok] : expected,
      checks: try fields["check"].map { node throws(PlanFault) in try checks(node) } ?? [],
      pause: try fields["pause"].map { node throws(PlanFault) in try duration(node, canBeZero: true) } ?? .zero,
      timeout: try fields["timeout"].map { node throws(PlanFault) in try duration(node) },
      messageCount: try fields["messages"].map { node throws(PlanFault) in try wholeNumber(node, 1...1_000_000) },
      streamEnd: streamEnd,
      callPosition: callNode.position,
      requestPosition: fields["request"]?.position ?? callNode.position
    )
  }

  /// The template of a request: a mapping, or a text that is JSON; without either, an empty message.
  private mutating func request(_ node: PlanNode?, of call: PlanNode) throws(PlanFault) -> RequestTemplate {
    let json = try node?.json() ?? .object([])
    do throws(TemplateFault) {
      if case .scalar(let text, _) = node?.content { return try RequestTemplate(parsing: text, sources: &sources) }
      return try RequestTemplate(parsing: json, sources: &sources)
    } catch {
      throw (node ?? call).fault("request: \(error)")
    }
  }

  private func statusCodes(_ node: PlanNode) throws(PlanFault) -> [StatusCode] {
    var codes: [StatusCode] = []
    for name in try texts(node) {
      guard let code = StatusCode.allCases.first(where: { $0.description == name }) else {
        let names = StatusCode.allCases.map(\.description)
        throw node.fault(
          "\"\(name)\" is no status code.\(Suggestion.clause(for: name, among: names)) "
            + "They are: \(names.joined(separator: ", "))"
        )
      }
      codes.append(code)
    }
    return codes
  }

  private func checks(_ node: PlanNode) throws(PlanFault) -> [AnswerCheck] {
    guard case .mapping(let members) = node.content else {
      throw node.fault("check is a mapping of fields of the answer to their values, not \(node.kindName)")
    }
    var checks: [AnswerCheck] = []
    for member in members {
      guard let path = AnswerPath(member.name) else {
        throw PlanFault(position: member.position, reason: "\"\(member.name)\" is no path: \(AnswerPath.usage)")
      }
      checks.append(AnswerCheck(path: path, expected: try text(member.value)))
    }
    return checks
  }

  private func metadata(_ node: PlanNode) throws(PlanFault) -> Metadata {
    guard case .mapping(let members) = node.content else {
      throw node.fault("metadata is a mapping of keys to values, not \(node.kindName)")
    }
    var metadata = Metadata()
    for member in members {
      let value = try text(member.value)
      guard member.name.hasSuffix("-bin") else {
        metadata.append(value, forKey: member.name)
        continue
      }
      guard let data = Data(base64Encoded: value) else {
        throw member.value.fault("the value of a key that ends in \"-bin\" is base64")
      }
      metadata.append(binary: [UInt8](data), forKey: member.name)
    }
    return metadata
  }
}
