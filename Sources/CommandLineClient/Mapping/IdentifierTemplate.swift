import ClientKit
import Identity

/// An identifier made of other columns: "voso-{external_order_id}-{product_listing_id}". The same row gives the same
/// identifier every time, so that a file imported twice changes nothing.
struct IdentifierTemplate: Sendable, Hashable {
  /// A part of it.
  enum Part: Sendable, Hashable {
    case text(String)
    /// Name of a column.
    case column(String)
  }

  /// Most characters of an identifier.
  static let countMax = 64

  let parts: [Part]
  /// True when rows that give the same identifier are several things, numbered as they follow each other.
  var numbersRepetitions = false

  /// Reads a template; nil when a brace is not closed.
  init?(parsing text: String) {
    var parts: [Part] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      parts.append(.column(String(rest[rest.index(after: open)..<close]).trimmed))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    guard !parts.isEmpty else { return nil }
    self.parts = parts
  }

  /// Names of the columns it is made of.
  var names: [String] {
    parts.compactMap { if case .column(let name) = $0 { name } else { nil } }
  }

  /// The identifier for a row.
  func identifier(_ value: (String) -> String) -> String {
    let text = parts.map { part in
      switch part {
      case .text(let text): text
      case .column(let name): value(name)
      }
    }.joined()
    return Self.bounded(text)
  }

  /// A text as an identifier: letters, digits, - _ and . only, at most ``countMax``. Where that changes it, a part of
  /// its digest keeps it apart from others.
  static func bounded(_ text: String) -> String {
    let isAllowed: (Unicode.Scalar) -> Bool = { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_.".unicodeScalars.contains(scalar))
    }
    if text.unicodeScalars.count <= countMax, text.unicodeScalars.allSatisfy(isAllowed) { return text }
    var digest = ContentDigest()
    digest.add(Array(text.utf8))
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.map { isAllowed($0) ? $0 : "-" }))
    return plain.prefix(countMax - 17) + "-" + digest.text.prefix(16)
  }
}
