import ClientKit
import Messages

/// Figures by the names that people give them: the schema's, in lower case and without the prefix.
enum FigureArgument {
  /// "products_listed_any_floor"
  static func name(of indicator: RegistryV1.Indicator) -> String {
    let name = indicator.name ?? String(indicator.rawValue)
    return String(name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : name[...]).lowercased()
  }

  /// Names of all figures.
  static var names: [String] { RegistryV1.Indicator.allCases.filter { $0 != .unspecified }.map(name) }

  /// The figure with a name.
  ///
  /// - Throws: ``CommandFailure`` with the names there are.
  static func indicator(named name: String) throws(CommandFailure) -> RegistryV1.Indicator {
    let wanted = name.lowercased().replacing("-", with: "_")
    if let found = RegistryV1.Indicator.allCases.first(where: { $0 != .unspecified && self.name(of: $0) == wanted }) {
      return found
    }
    throw CommandFailure(
      .usage,
      "there is no figure \"\(name)\"." + Suggestion.clause(for: wanted, among: names)
        + " Figures: \(names.joined(separator: ", "))."
    )
  }

  private static let prefix = "INDICATOR_"
}
