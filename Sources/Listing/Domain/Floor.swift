import DomainPrimitives

/// An e-commerce floor (sàn TMĐT).
struct Floor: Hashable, Sendable {
  let id: String
  let name: String
  /// Empty, or an address that starts with http:// or https://.
  let url: String
}

extension Floor {
  /// Checks the fields by themselves; nil when one was refused.
  init?(id: String, name: String, url: String, rules: inout RuleChecker) {
    rules.identifier(id, "floor_id")
    rules.text(name, "name")
    rules.optionalText(url, "url", charactersMax: 300)
    let isAddress = (url.hasPrefix("https://") || url.hasPrefix("http://")) && !url.contains(" ")
    if !url.isEmpty, !isAddress {
      rules.refuse("url", "bad_url", "url \(FieldText.quoted(url)) must start with https:// and hold no spaces")
    }
    guard rules.isClean else { return nil }
    self.init(id: id, name: name, url: url)
  }
}
