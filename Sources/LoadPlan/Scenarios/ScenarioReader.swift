import ClientKit
import Foundation
import RPC

/// Reads the parts of a scenario file.
struct ScenarioReader {
  var sources: TemplateSources

  /// The file's variables, with those given from outside in the place of its own.
  static func variables(
    _ node: PlanNode?,
    replacements: [String: String]
  ) throws(PlanFault) -> [String: String] {
    var variables: [String: String] = [:]
    if let node {
      guard case .mapping(let members) = node.content else {
        throw node.fault("variables is a mapping of names to values, not \(node.kindName)")
      }
      for member in members {
        let isName = !member.name.isEmpty && member.name.allSatisfy { $0.isLetter || $0.isNumber || "_-".contains($0) }
        guard isName, ValueGenerator.usages[member.name] == nil else {
          throw PlanFault(
            position: member.position,
            reason: "\"\(member.name)\" cannot be a variable's name: letters, digits, - and _, and no generator's name"
          )
        }
        guard case .scalar(let text, _) = member.value.content else {
          throw member.value.fault("the variable \(member.name) is a text, not \(member.value.kindName)")
        }
        variables[member.name] = text
      }
    }
    for (name, value) in replacements.sorted(by: { $0.key < $1.key }) {
      guard variables[name] != nil else {
        let names = variables.keys.sorted()
        throw PlanFault(
          position: node?.position ?? PlanPosition(line: 1, column: 1),
          reason: "a value is given for \"\(name)\", and the file has no such variable."
            + Suggestion.clause(for: name, among: names)
        )
      }
      variables[name] = value
    }
    return variables
  }

  /// A text, with variables put in.
  func text(_ node: PlanNode) throws(PlanFault) -> String {
    guard case .scalar(let text, _) = node.content else { throw node.fault("this is a text, not \(node.kindName)") }
    var result = ""
    do throws(TemplateFault) {
      for piece in try TextPiece.pieces(of: text) {
        switch piece {
        case .text(let text): result += text
        case .placeholder(let placeholder):
          var sources = sources
          guard case .variable(let value) = try ValueGenerator(placeholder, sources: &sources) else {
            throw TemplateFault(placeholder: placeholder.text, reason: "only variables can stand here")
          }
          result += value
        }
      }
    } catch {
      throw node.fault(error.description)
    }
    if result.isEmpty { throw node.fault("this is empty") }
    return result
  }

  /// One text, or a list of them.
  func texts(_ node: PlanNode) throws(PlanFault) -> [String] {
    guard case .sequence(let nodes) = node.content else { return [try text(node)] }
    var texts: [String] = []
    for node in nodes { texts.append(try text(node)) }
    return texts
  }

  func wholeNumber(_ node: PlanNode, _ range: ClosedRange<Int>) throws(PlanFault) -> Int {
    let text = try text(node)
    guard let number = Int(text), range.contains(number) else {
      throw node.fault("\"\(text)\" is not a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// - Parameter canBeZero: whether no time at all is a time.
  func duration(_ node: PlanNode, canBeZero: Bool = false) throws(PlanFault) -> Duration {
    let text = try text(node)
    guard let duration = DurationText.duration(text) else {
      throw node.fault("\"\(text)\" is not \(DurationText.usage)")
    }
    if duration == .zero && !canBeZero { throw node.fault("this time is above 0") }
    return duration
  }

  func load(_ node: PlanNode) throws(PlanFault) -> LoadSettings {
    let fields = try PlanFields(
      node,
      title: "load",
      known: ["arrival", "duration", "warm-up", "connections", "in-flight", "timeout"]
    )
    var load = LoadSettings()
    if let node = fields["arrival"] { load.arrival = try text(node) }
    if let node = fields["duration"] { load.duration = try duration(node) }
    if let node = fields["warm-up"] { load.warmUp = try duration(node, canBeZero: true) }
    if let node = fields["connections"] { load.connections = try wholeNumber(node, 1...10_000) }
    if let node = fields["in-flight"] { load.inFlight = try wholeNumber(node, 1...100_000) }
    if let node = fields["timeout"] { load.timeout = try duration(node) }
    return load
  }

  mutating func scenarios(_ node: PlanNode) throws(PlanFault) -> [String: [ScenarioStep]] {
    guard case .mapping(let members) = node.content else {
      throw node.fault("scenarios is a mapping of names to lists of steps, not \(node.kindName)")
    }
    var scenarios: [String: [ScenarioStep]] = [:]
    for member in members {
      var steps: [ScenarioStep] = []
      for node in try Self.list(member.value, title: "the scenario \(member.name)") {
        let step = try self.step(try PlanFields(node, title: "a step", known: Self.callKeys + ["pause"]))
        if steps.contains(where: { $0.name == step.name }) {
          throw node.fault("two steps of \(member.name) are called \"\(step.name)\": give one of them another name")
        }
        for reference in step.request.answerReferences where !steps.contains(where: { $0.name == reference.step }) {
          let names = steps.map(\.name)
          throw PlanFault(
            position: step.requestPosition ?? node.position,
            reason: "the request takes the answer of \"\(reference.step)\", and no earlier step has this name."
              + Suggestion.clause(for: reference.step, among: names)
          )
        }
        steps.append(step)
      }
      scenarios[member.name] = steps
    }
    return scenarios
  }

  mutating func mix(_ node: PlanNode, scenarioNames: [String]) throws(PlanFault) -> [MixEntry] {
    var entries: [MixEntry] = []
    for node in try Self.list(node, title: "mix") {
      let fields = try PlanFields(node, title: "an entry of mix", known: ["weight", "scenario"] + Self.callKeys)
      let weight = try fields["weight"].map { node throws(PlanFault) in try wholeNumber(node, 1...1_000_000) } ?? 1
      let entry = MixEntry(weight: weight, work: try work(fields, scenarioNames: scenarioNames))
      if entries.contains(where: { $0.name == entry.name }) {
        throw fields.fault("two entries of mix are called \"\(entry.name)\": give a call another name")
      }
      entries.append(entry)
    }
    return entries
  }

  private mutating func work(_ fields: PlanFields, scenarioNames: [String]) throws(PlanFault) -> MixEntry.Work {
    guard fields["scenario"] != nil || fields["call"] != nil else {
      throw fields.fault("an entry of mix is neither a scenario nor a call: give it one of these keys")
    }
    guard let scenario = fields["scenario"] else {
      let step = try self.step(fields)
      if let reference = step.request.answerReferences.first {
        throw fields.fault("there is no step \(reference.step) before this call: answers are for steps of scenarios")
      }
      return .call(step)
    }
    if let key = Self.callKeys.first(where: { fields[$0] != nil }) {
      throw fields.fault("an entry is a scenario or a call: \"scenario\" and \"\(key)\" do not go together")
    }
    let name = try text(scenario)
    guard scenarioNames.contains(name) else {
      throw scenario.fault("there is no scenario \"\(name)\"." + Suggestion.clause(for: name, among: scenarioNames))
    }
    return .scenario(name)
  }

  private static func list(_ node: PlanNode, title: String) throws(PlanFault) -> [PlanNode] {
    guard case .sequence(let nodes) = node.content else { throw node.fault("\(title) is a list, not \(node.kindName)") }
    guard (1...LoadScenario.entriesMax).contains(nodes.count) else {
      throw node.fault("\(title) has \(nodes.count) entries; 1 to \(LoadScenario.entriesMax) are possible")
    }
    return nodes
  }
}
