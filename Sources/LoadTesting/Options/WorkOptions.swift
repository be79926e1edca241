import ArgumentParser
import ClientKit
import LoadPlan

/// What is called, when no scenario says it.
struct WorkOptions: ParsableArguments {
  @Argument(help: "A scenario file (YAML); or use --call.")
  var scenario: String?

  @Option(name: .long, help: ArgumentHelp("The method: \"Registry/GetRecord\".", valueName: "method"))
  var call: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The request as JSON, with generators: \"${sequence}\", \"${choice(a, b)}\", \"${csv(FILE, COLUMN)}\"…",
      discussion: "\"@FILE\" reads it from a file. Sources/LoadPlan/SCENARIOS.md lists the generators.",
      valueName: "json"
    )
  )
  var request: String?

  @Option(name: .long, help: ArgumentHelp("Requests of one call, where the method takes a stream.", valueName: "count"))
  var messages: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "End a stream of answers: \"100 messages\", or after a time: \"5s\".",
      valueName: "count or duration"
    )
  )
  var stopAfter: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Metadata of every call; may be given several times.", valueName: "key=value")
  )
  var metadata: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("A value for ${NAME} in templates; may be given several times.", valueName: "name=value")
  )
  var variable: [String] = []

  /// Largest request file, in bytes.
  private static let requestBytesMax = 16 << 20

  mutating func validate() throws {
    guard (scenario == nil) != (call == nil) else {
      throw ValidationError("Name a scenario file, or a method with --call (and not both).")
    }
    guard scenario == nil || (request == nil && messages == nil && stopAfter == nil && metadata.isEmpty) else {
      throw ValidationError(
        "--request, --messages, --stop-after and --metadata belong to --call: a scenario says them."
      )
    }
  }

  /// What the load is called when nothing else is said.
  var title: String { call ?? scenario ?? "" }

  /// The scenario that the options name or make.
  ///
  /// - Throws: ``CommandFailure`` saying where a file or a template is wrong.
  func read() throws -> LoadScenario {
    var variables: [String: String] = [:]
    for text in variable {
      guard let separator = text.firstIndex(of: "=") else {
        throw CommandFailure(.usage, "--variable \(text): write NAME=VALUE")
      }
      variables[String(text[..<separator])] = String(text[text.index(after: separator)...])
    }
    if let scenario { return try LoadScenario.read(scenario, variables: variables) }
    guard let call else { throw CommandFailure(.usage, "--call is missing") }
    var text = request ?? "{}"
    if text.hasPrefix("@") { text = try TextFile.read(String(text.dropFirst()), bytesMax: Self.requestBytesMax) }
    return try LoadScenario(
      call: call,
      request: text,
      metadata: try MetadataText.metadata(metadata),
      messageCount: messages,
      streamEnd: stopAfter,
      sources: TemplateSources(variables: variables, folder: "")
    )
  }
}
