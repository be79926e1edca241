/// Names of the protocol's enumerations as words that reports show and filter by.
enum EnumWord {
  /// "cooperative_group" of "PRODUCER_TYPE_COOPERATIVE_GROUP"; empty for "not set" and for a number without a name
  /// here.
  static func word(_ name: String?, after prefix: String) -> String {
    guard let name, name.hasPrefix(prefix) else { return "" }
    let word = name.dropFirst(prefix.count).lowercased()
    return word == "unspecified" ? "" : word
  }
}
