/// How much room text takes on a terminal, and text that is safe to print there.
extension String {
  /// Columns of a terminal that the text takes: one for a letter with all its diacritics, composed or not, two for an
  /// East Asian wide character or an emoji, none for a lone combining mark.
  package var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text with control characters replaced: a record's name must not move the cursor or recolour the terminal.
  package var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isUnprintable ? "\u{FFFD}" : $0 }))
  }

  /// The text cut to a number of columns, the last of which is then "…".
  package func shortened(to columns: Int) -> String {
    guard displayWidth > columns else { return self }
    var result = ""
    var width = 0
    for character in self {
      guard width + character.displayWidth < columns else { break }
      result.append(character)
      width += character.displayWidth
    }
    return result + "…"
  }

  /// The text with spaces after it, up to a number of columns.
  package func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - displayWidth))
  }

  /// The text with spaces before it, up to a number of columns.
  package func rightAligned(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - displayWidth)) + self
  }
}

extension Character {
  /// Columns of a terminal that the character takes: 0, 1 or 2.
  package var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default:
      return first.isWide || unicodeScalars.contains("\u{FE0F}") ? 2 : 1
    }
  }
}

extension Unicode.Scalar {
  /// Ranges of Unicode's East Asian Width "W" and "F" (UAX #11), joined where only unassigned code points lie between.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x2E80...0x303E, 0x3041...0x33FF,
    0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1B000...0x1B2FF,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]

  package var isWide: Bool { value >= 0x1100 && Self.wideRanges.contains { $0.contains(value) } }

  /// True for what would act on a terminal instead of being shown: control characters, and marks that turn the
  /// direction of the text around.
  package var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
  }
}
