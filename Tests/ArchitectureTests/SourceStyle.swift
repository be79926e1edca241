/// House rules that a formatter does not hold: sizes, and calls that have a better replacement.
enum SourceStyle {
  static let fileLinesMax = 500
  static let functionLinesMax = 70
  static let lineCharactersMax = 120

  /// A word that may not stand in our code, and what to use instead.
  struct Ban {
    let word: String
    /// Folders the ban holds in.
    let folders: [String]
    let instead: String
  }

  static let bans: [Ban] = [
    Ban(word: "try" + "!", folders: ["Sources/"], instead: "throw, or prove it cannot fail by construction"),
    Ban(word: " as" + "! ", folders: ["Sources/"], instead: "as? with an error that says what was met"),
    Ban(word: "fatal" + "Error(", folders: ["Sources/"], instead: "a thrown error; input never ends the process"),
    Ban(word: "Task" + ".sleep", folders: ["Tests/"], instead: "a gate, a continuation or a manual clock"),
    Ban(word: "u" + "sleep(", folders: ["Tests/"], instead: "waiting for the thing itself"),
    Ban(word: "TO" + "DO", folders: ["Sources/", "Tests/", "proto/", "deploy/"], instead: "the feature"),
    Ban(word: "FIX" + "ME", folders: ["Sources/", "Tests/", "proto/", "deploy/"], instead: "the repair"),
  ]

  /// What is wrong with a file; empty when nothing is.
  static func violations(in file: SourceTree.File) -> [String] {
    if file.isGenerated { return [] }
    var found: [String] = []
    if file.lines.count - 1 > fileLinesMax {
      found.append("\(file.path): \(file.lines.count - 1) lines, at most \(fileLinesMax)")
    }
    for (index, line) in file.lines.enumerated() {
      if line.count > lineCharactersMax {
        found.append("\(file.path):\(index + 1): \(line.count) characters, at most \(lineCharactersMax)")
      }
      for ban in bans where ban.folders.contains(where: file.path.hasPrefix) && line.contains(ban.word) {
        found.append("\(file.path):\(index + 1): \(ban.word) is not used here; instead: \(ban.instead)")
      }
    }
    if file.path.hasSuffix(".swift") {
      found += longFunctions(in: file) + unprovenSendables(in: file)
    }
    return found
  }

  /// Functions and initialisers longer than the limit. Relies on the formatter: a body ends at the first line that is
  /// a closing brace at the declaration's own indentation.
  private static func longFunctions(in file: SourceTree.File) -> [String] {
    let lines = file.lines
    return lines.indices.compactMap { start in
      let indentation = lines[start].prefix { $0 == " " }
      let words = lines[start].split(separator: " ")
      guard words.contains("func") || words.contains(where: { $0.hasPrefix("init(") || $0.hasPrefix("init<") }),
        !lines[start].drop(while: { $0 == " " }).hasPrefix("//")
      else { return nil }
      let isBodyless = lines[start].hasSuffix("}") || !hasBody(lines, from: start, indentation: indentation)
      guard !isBodyless, let end = lines[start...].firstIndex(where: { $0 == indentation + "}" }) else { return nil }
      let length = end - start + 1
      return length > functionLinesMax
        ? "\(file.path):\(start + 1): function of \(length) lines, at most \(functionLinesMax)" : nil
    }
  }

  /// Whether the declaration opens a body before anything else begins at its indentation (protocols only declare).
  private static func hasBody(_ lines: [Substring], from start: Int, indentation: Substring) -> Bool {
    if lines[start].hasSuffix("{") { return true }
    for line in lines[(start + 1)...].prefix(20) {
      if line.hasSuffix("{") && line.hasPrefix(indentation) { return true }
      let isContinuation = line.hasPrefix(indentation + " ") || line.hasPrefix(indentation + ")")
      if !isContinuation { return false }
    }
    return false
  }

  /// `@unchecked Sendable` without a comment within the ten lines above that says why it holds.
  private static func unprovenSendables(in file: SourceTree.File) -> [String] {
    let lines = file.lines
    return lines.indices.compactMap { index in
      let line = lines[index]
      guard line.contains("@unchecked" + " Sendable"), !line.drop(while: { $0 == " " }).hasPrefix("//"),
        !file.path.hasPrefix("Tests/ArchitectureTests/")
      else { return nil }
      let isProven = lines[max(0, index - 10)...index].contains { line in
        guard let comment = line.firstRange(of: "//") else { return false }
        return ["Unchecked: ", "Sendable: "].contains { line[comment.upperBound...].contains($0) }
      }
      return isProven ? nil : "\(file.path):\(index + 1): @unchecked" + " Sendable without its proof beside it"
    }
  }
}
