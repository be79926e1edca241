/// A valid configuration as `--check-config` prints it: a file that would give the same, with where each value came
/// from.
struct ConfigurationListing {
  let text: String

  init(program: String, _ configuration: Configuration, _ catalogue: ConfigurationCatalogue) {
    var lines = ["# \(program): the configuration is valid"]
    for definition in catalogue.definitions {
      guard let given = configuration.text(ofKeyNamed: definition.name),
        let origin = configuration.origin(ofKeyNamed: definition.name)
      else { continue }
      let value = definition.shown(given)
      let shown = value.contains(where: { $0 == "#" || $0.isWhitespace }) ? "\"\(value)\"" : value
      lines.append("\(definition.name) = \(shown)  # \(origin)")
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}
