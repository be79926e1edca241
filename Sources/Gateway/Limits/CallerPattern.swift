/// Which callers a limit is for.
enum CallerPattern: Hashable, Sendable {
  /// This one.
  case exactly(String)
  /// Each of those whose keys begin so; all with the empty text.
  case prefix(String)

  /// "uid:1000", "uid:*" or "*".
  init(_ text: Substring) {
    self = text.hasSuffix("*") ? .prefix(String(text.dropLast())) : .exactly(String(text))
  }

  func matches(_ key: String) -> Bool {
    switch self {
    case .exactly(let text): key == text
    case .prefix(let text): key.hasPrefix(text)
    }
  }

  /// Of several that match, the one with the highest counts.
  var specificity: Int {
    switch self {
    case .exactly: .max
    case .prefix(let text): text.utf8.count
    }
  }
}
