/// A part of a text with placeholders.
enum TextPiece: Sendable, Hashable {
  case text(String)
  case placeholder(Placeholder)

  /// The parts of a text: what stands outside of placeholders, with "$${" made "${", and the placeholders.
  ///
  /// - Throws: ``TemplateFault`` for a placeholder that has no end, or is none.
  static func pieces(of text: String) throws(TemplateFault) -> [TextPiece] {
    var pieces: [TextPiece] = []
    var plain = ""
    var rest = Substring(text)
    while let dollar = rest.firstIndex(of: "$") {
      plain += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        plain += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        rest = rest.dropFirst(2)
        guard let end = end(of: rest) else {
          throw TemplateFault(placeholder: "${" + rest.prefix(40), reason: "the placeholder has no } at its end")
        }
        if !plain.isEmpty { pieces.append(.text(plain)) }
        plain = ""
        pieces.append(.placeholder(try Placeholder(inside: rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append("$")
        rest = rest.dropFirst()
      }
    }
    plain += rest
    if !plain.isEmpty { pieces.append(.text(plain)) }
    return pieces
  }

  /// Where the brace stands that ends a placeholder: the first one outside of quotes.
  private static func end(of text: Substring) -> Substring.Index? {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "'" { isQuoted.toggle() }
      return text[index] == "}" && !isQuoted
    }
  }
}
