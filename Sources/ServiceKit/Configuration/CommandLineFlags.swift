/// The command line of a daemon, taken apart: `--key value` and `--key=value` for every key, `--config FILE`, and the
/// flags that print something and end.
struct CommandLineFlags {
  struct Given {
    var definition: ConfigurationDefinition
    var flag: String
    var text: String
  }

  var settings: [Given] = []
  var filePath: String?
  var asksForHelp = false
  var asksForVersion = false
  var asksForCheck = false
  var problems: [String] = []

  init(arguments: [String], catalogue: ConfigurationCatalogue) {
    var seen: Set<String> = []
    var remaining = arguments[...]
    while let argument = remaining.popFirst() {
      switch argument {
      case "--help", "-h":
        asksForHelp = true
        continue
      case "--version":
        asksForVersion = true
        continue
      case "--check-config":
        asksForCheck = true
        continue
      default:
        break
      }
      guard argument.hasPrefix("--") else {
        problems.append("unexpected argument \"\(argument)\"; everything is set by flags, see --help")
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      // Both spellings, since the key's own name has underscores.
      let flag = String(parts[0].map { $0 == "_" ? "-" : $0 })
      let definition = catalogue.definitions.first { $0.flag == flag }
      guard flag == "--config" || definition != nil else {
        let flags = ["--config"] + catalogue.definitions.map(\.flag) + ["--check-config", "--help", "--version"]
        let nearest = NearestName.suggestion(for: flag, among: flags)
        problems.append(catalogue.unknownNameProblem("flag \(flag)", nearest: nearest, all: flags))
        // What follows is its value, not a problem of its own.
        if parts.count == 1, let next = remaining.first, !next.hasPrefix("--") { remaining.removeFirst() }
        continue
      }
      guard let text = parts.count == 2 ? String(parts[1]) : remaining.popFirst() else {
        problems.append("flag \(flag) needs a value: \(flag) \(definition?.placeholder ?? "FILE")")
        continue
      }
      guard seen.insert(flag).inserted else {
        problems.append("flag \(flag) is given twice; give it once")
        continue
      }
      if let definition {
        settings.append(Given(definition: definition, flag: flag, text: text))
      } else {
        filePath = text
      }
    }
  }
}
