import DomainPrimitives

/// What an address on the web must look like in a record.
enum WebAddress {
  /// Longest address of a listing, in characters.
  static let charactersMax = 500

  /// Whether text begins with http:// or https://, names a host, and holds no spaces.
  static func isAddress(_ text: String) -> Bool {
    guard !text.contains(where: \.isWhitespace) else { return false }
    for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
      let host = text.dropFirst(scheme.count).prefix { !"/?#:".contains($0) }
      return !host.isEmpty && !host.hasPrefix(".") && !host.contains("@")
    }
    return false
  }

  /// Checks an address that may be empty.
  static func check(_ text: String, _ field: String, charactersMax: Int, rules: inout RuleChecker) {
    rules.optionalText(text, field, charactersMax: charactersMax)
    if !text.isEmpty, !isAddress(text) {
      rules.refuse(
        field,
        "bad_url",
        "\(field) \(FieldText.quoted(text)) must start with https:// and name a host, without spaces"
      )
    }
  }
}
