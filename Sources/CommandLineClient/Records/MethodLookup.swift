import Messages

/// Methods by the names that people give them.
enum MethodLookup {
  /// The method with a name: "ocop.registry.v1.Registry/GetRecord", "Registry/GetRecord", or "GetStatus" when only one
  /// service has it.
  ///
  /// - Throws: ``CommandFailure`` when there is none or more than one.
  static func method(named name: String) throws(CommandFailure) -> MethodDescriptor {
    let all = SchemaCatalog.services.flatMap(\.methods)
    if let exact = all.first(where: { $0.path == name }) { return exact }
    let found = all.filter { $0.shortPath == name || $0.name == name }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      throw CommandFailure(
        .usage,
        "\"\(name)\" is the name of several methods; say which: \(found.map(\.path).joined(separator: ", "))."
      )
    }
    throw CommandFailure(
      .usage,
      "there is no method \"\(name)\"." + Suggestion.clause(for: name, among: all.flatMap { [$0.path, $0.shortPath] })
        + " \"ocop describe\" lists them."
    )
  }
}

extension MethodDescriptor {
  /// "Registry/GetRecord"
  var shortPath: String {
    (serviceFullName.split(separator: ".").last.map(String.init) ?? serviceFullName) + "/" + name
  }
}
