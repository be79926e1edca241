import SwiftProtobufPluginLibrary

/// The schema's comments.
enum Comments {
  /// Prints the comment of a declaration as a doc comment; when it has none, `fallback`.
  static func print(
    _ source: some ProvidesSourceCodeLocation,
    or fallback: @autoclosure () -> String,
    to printer: inout CodePrinter
  ) {
    let lines = lines(of: source)
    for line in lines.isEmpty ? [fallback()] : lines {
      printer.print(line.isEmpty ? "///" : "/// \(line)")
    }
  }

  /// The comment of a declaration as plain text, lines separated by newlines; empty when there is none.
  static func text(of source: some ProvidesSourceCodeLocation) -> String {
    lines(of: source).joined(separator: "\n")
  }

  private static func lines(of source: some ProvidesSourceCodeLocation) -> [String] {
    let lines = source.protoSourceComments(commentPrefix: "").split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let text = line.hasPrefix(" ") ? line.dropFirst() : line
        return String(text.reversed().drop(while: \.isWhitespace).reversed())
      }
    return Array(lines.reversed().drop(while: \.isEmpty).reversed())
  }
}
