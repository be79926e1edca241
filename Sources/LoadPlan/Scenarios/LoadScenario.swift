package import ClientKit
package import RPC

/// What load to make: the calls, their requests and their shares. SCENARIOS.md describes the file.
package struct LoadScenario: Sendable {
  /// Largest file, in bytes.
  package static let fileBytesMax = 1 << 20
  /// Most entries of the mix, scenarios, and steps of a scenario.
  static let entriesMax = 1_000

  /// Where it comes from, for messages: the file's name.
  package let source: String
  /// Where the daemon is, as `--gateway` takes it; nil = not said.
  package let target: String?
  package let load: LoadSettings
  /// Values of `${NAME}`, those given from outside included.
  package let variables: [String: String]
  /// What arrives; not empty.
  package let mix: [MixEntry]
  /// Steps by the scenario's name.
  package let scenarios: [String: [ScenarioStep]]
  /// Conditions under which the run has failed, as they are written: "p99 > 50ms".
  package let failureConditions: [String]

  /// Reads a scenario file. Files that it names are looked for beside it.
  ///
  /// - Parameter variables: Values that take the place of the file's.
  /// - Throws: ``CommandFailure`` naming the file, the line and the column of what is wrong.
  package static func read(_ path: String, variables: [String: String] = [:]) throws(CommandFailure) -> LoadScenario {
    let text = try TextFile.read(path, bytesMax: fileBytesMax)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    do throws(PlanFault) {
      return try LoadScenario(parsing: text, source: path, variables: variables) { variables in
        TemplateSources(variables: variables, folder: folder)
      }
    } catch {
      throw CommandFailure(.refused, "\(path):\(error.position.line):\(error.position.column): \(error.reason)")
    }
  }

  /// Reads the text of a scenario file.
  ///
  /// - Parameters:
  ///   - source: Where it comes from, for messages.
  ///   - variables: Values that take the place of the file's.
  ///   - sources: What its templates are made from, given the variables.
  /// - Throws: ``PlanFault`` saying where it is wrong.
  package init(
    parsing text: String,
    source: String,
    variables: [String: String] = [:],
    sources: ([String: String]) -> TemplateSources
  ) throws(PlanFault) {
    if text.utf8.count > Self.fileBytesMax {
      throw PlanFault(
        position: PlanPosition(line: 1, column: 1),
        reason: "the file is larger than \(Self.fileBytesMax) bytes"
      )
    }
    let fields = try PlanFields(
      try YAMLReader.node(of: text),
      title: "the file",
      known: ["target", "load", "variables", "mix", "scenarios", "fail-if"]
    )
    let known = try ScenarioReader.variables(fields["variables"], replacements: variables)
    var reader = ScenarioReader(sources: sources(known))
    self.source = source
    self.variables = known
    target = try fields["target"].map { node throws(PlanFault) in try reader.text(node) }
    load = try fields["load"].map { node throws(PlanFault) in try reader.load(node) } ?? LoadSettings()
    scenarios = try fields["scenarios"].map { node throws(PlanFault) in try reader.scenarios(node) } ?? [:]
    mix = try reader.mix(try fields.required("mix"), scenarioNames: scenarios.keys.sorted())
    failureConditions = try fields["fail-if"].map { node throws(PlanFault) in try reader.texts(node) } ?? []
  }

  /// One call, as a command line gives it.
  ///
  /// - Parameters:
  ///   - call: The method: "Registry/GetRecord".
  ///   - request: Text of a template.
  ///   - messageCount: Requests of one call; nil = one.
  ///   - streamEnd: When the answers are cut off, as a scenario says it; nil = when they end.
  /// - Throws: ``CommandFailure`` naming the field and the placeholder that is none.
  package init(
    call: String,
    request: String,
    metadata: Metadata = Metadata(),
    messageCount: Int? = nil,
    streamEnd: String? = nil,
    sources: TemplateSources
  ) throws(CommandFailure) {
    var end: StreamEnd?
    if let streamEnd {
      end = StreamEnd(streamEnd)
      if end == nil { throw CommandFailure(.usage, "--stop-after \(streamEnd): write \"100 messages\", or a time: 5s") }
    }
    if let messageCount, !(1...1_000_000).contains(messageCount) {
      throw CommandFailure(.usage, "--messages is a number from 1 to 1000000")
    }
    source = "the command line"
    target = nil
    load = LoadSettings()
    variables = sources.variables
    scenarios = [:]
    failureConditions = []
    var sources = sources
    do throws(TemplateFault) {
      let template = try RequestTemplate(parsing: request, sources: &sources)
      let step = ScenarioStep(
        call: call,
        request: template,
        metadata: metadata,
        messageCount: messageCount,
        streamEnd: end
      )
      mix = [MixEntry(weight: 1, work: .call(step))]
    } catch {
      throw CommandFailure(.refused, "the request of \(call): \(error)")
    }
  }
}

extension ScenarioStep {
  /// A call as a command line gives it.
  fileprivate init(
    call: String,
    request: RequestTemplate,
    metadata: Metadata,
    messageCount: Int?,
    streamEnd: StreamEnd?
  ) {
    self.init(
      name: call,
      call: call,
      request: request,
      metadata: metadata,
      expected: [.ok],
      checks: [],
      pause: .zero,
      timeout: nil,
      messageCount: messageCount,
      streamEnd: streamEnd,
      callPosition: nil,
      requestPosition: nil
    )
  }
}
