extension String {
  /// Without spaces, tabs and no-break spaces at both ends. Every cell of an imported file passes here, so a text that
  /// has none is handed back as it is.
  package var trimmed: String {
    let scalars = unicodeScalars
    let isContent: (Unicode.Scalar) -> Bool = { $0 != " " && $0 != "\t" && $0 != "\u{00A0}" }
    guard let first = scalars.firstIndex(where: isContent), let last = scalars.lastIndex(where: isContent) else {
      return ""
    }
    if first == scalars.startIndex, scalars.index(after: last) == scalars.endIndex { return self }
    return String(scalars[first...last])
  }
}
