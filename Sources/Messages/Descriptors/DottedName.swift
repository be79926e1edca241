/// Names with packages: "ocop.registry.v1.Producer".
enum DottedName {
  /// What stands behind the last dot: "Producer".
  static func last(of fullName: String) -> String {
    fullName.lastIndex(of: ".").map { String(fullName[fullName.index(after: $0)...]) } ?? fullName
  }
}
