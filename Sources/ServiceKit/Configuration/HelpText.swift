/// The help of a daemon, printed from its catalogue.
struct HelpText {
  let program: String
  let version: String
  let summary: String
  let catalogue: ConfigurationCatalogue

  /// The whole text, ending with a line feed.
  var text: String {
    var lines = [
      "\(program) \(version)",
      summary,
      "",
      "Usage: \(program) [--config FILE] [--KEY VALUE]...",
      "       \(program) --check-config [--config FILE] [--KEY VALUE]...",
    ]
    if catalogue.keepsData {
      let usages = catalogue.canRebuild ? StorageCommand.copyUsages : StorageCommand.usages
      lines += usages.map { "       \(program) \($0) [--config FILE] [--KEY VALUE]..." }
    }
    lines += [
      "",
      "Example: start it alone on this machine, on another port, with a readable log:",
      "  \(program) \(exampleFlags)",
      "",
      "Every key below can be set in three places; the first that sets it wins:",
      "  1. a flag:                  \(exampleFlag)",
      "  2. an environment variable: \(exampleVariable)",
      "  3. a line of the file:      \(exampleLine)",
      "",
      "Keys:",
    ]
    for definition in catalogue.definitions { lines += entry(definition) }
    if catalogue.keepsData { lines += commandLines }
    lines += [
      "",
      "Other flags:",
      "  --config FILE    read keys from FILE: lines \"key = value\", comments start with #",
      "                   (or environment variable \(catalogue.fileVariable))",
      "  --check-config   say whether the configuration is valid, print it with where each value came from, and end",
      "  --version        print the version and end",
      "  --help           print this text and end",
      "",
      "Exit codes: 0 stopped cleanly (SIGTERM, SIGINT, Ctrl-C), 1 could not start or failed while running,",
      "2 wrong flag or configuration. A second signal ends the program at once.",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private var commandLines: [String] {
    [
      "",
      "Commands (each uses the storage that the keys name, and ends):",
      "  backup FILE      copy the database as it is now to a new FILE, prove the copy, and say what is in it; the",
      "                   service may be running",
      "  restore FILE     put a backup in the place of the database, with a new epoch, so that whoever follows this",
      "                   service builds its copy anew; the service must be stopped. With --replace a database that",
      "                   is there is moved aside",
      "  new-epoch        only begin the new epoch: after the database was brought back by other means",
    ]
  }

  private func entry(_ definition: ConfigurationDefinition) -> [String] {
    var lines = ["  \(definition.flag) \(definition.placeholder)"]
    lines += wrapped(definition.explanation)
    lines += wrapped("Allowed: \(definition.allowed).")
    if let unit = definition.unit { lines += wrapped("Unit: \(unit).") }
    lines += wrapped("Default: \(definition.defaultText)")
    return lines
  }

  /// The text in lines of at most 100 columns, indented under its flag.
  private func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = "     "
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 100 {
        lines.append(line)
        line = "     "
      }
      line += " " + word
    }
    lines.append(line)
    return lines
  }

  private var first: ConfigurationDefinition? { catalogue.definitions.first }

  private func example(of definition: ConfigurationDefinition) -> String {
    definition.example ?? definition.defaultText
  }

  private var exampleFlags: String {
    let flags = catalogue.definitions.filter { $0.example != nil }.map { "\($0.flag) \(example(of: $0))" }
    return flags.joined(separator: " ")
  }

  private var exampleFlag: String {
    first.map { "\($0.flag) \(example(of: $0))" } ?? ""
  }

  private var exampleVariable: String {
    first.map { "\($0.environmentVariable(ofService: catalogue.service))=\(example(of: $0))" } ?? ""
  }

  private var exampleLine: String {
    first.map { "\($0.name) = \(example(of: $0))" } ?? ""
  }
}
