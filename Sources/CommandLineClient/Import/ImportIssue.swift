/// One thing wrong with a file to import.
struct ImportIssue: Sendable, Hashable {
  /// The file, as the user named it.
  let file: String
  /// Line in the file, from 1.
  let line: Int
  /// Name of the column; empty when the whole row is meant.
  let column: String
  /// The cell's text; empty when there is none.
  let value: String
  /// What is wrong and what to do.
  let reason: String

  /// "producers.csv:12: unit_code: 06464: no such unit (…)", on one line.
  var text: String {
    var parts = ["\(file):\(line)"]
    if !column.isEmpty {
      parts.append(column)
      parts.append(value.isEmpty ? "(empty)" : value.shortened(to: 60))
    }
    parts.append(reason)
    return parts.joined(separator: ": ").printable
  }
}
