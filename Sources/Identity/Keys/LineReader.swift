/// Goes through a file of lines whose fields are separated by spaces, and collects what is wrong with them.
struct LineReader {
  /// A line that says something.
  struct Line {
    let number: Int
    let fields: [Substring]
  }

  /// Most problems that are told; a wrong kind of file would have one a line.
  private static let problemsMax = 20

  private let path: String
  private var problems: [String] = []

  init(path: String) { self.path = path }

  /// The lines that say something; '#' begins a comment where a word could begin.
  static func lines(of text: String) -> [Line] {
    // A byte-order mark is what some editors put first; it means nothing here.
    let text = text.unicodeScalars.first == "\u{FEFF}" ? Substring(text.unicodeScalars.dropFirst()) : text[...]
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let fields = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }
      return fields.isEmpty ? nil : Line(number: index + 1, fields: Array(fields))
    }
  }

  mutating func read(_ line: Line, _ body: ([Substring]) throws(IdentityProblem) -> Void) {
    do throws(IdentityProblem) {
      try body(line.fields)
    } catch {
      if problems.count < LineReader.problemsMax { problems.append("\(path):\(line.number): \(error)") }
    }
  }

  func finish() throws(IdentityFileError) {
    if !problems.isEmpty { throw IdentityFileError(problems) }
  }
}
