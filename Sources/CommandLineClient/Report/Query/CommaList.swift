import ClientKit

/// Lists on the command line: "3,4".
enum CommaList {
  /// Most parts of a list that are looked at; more would be a mistake.
  static let countMax = 1000

  /// The parts without spaces around them; empty ones are left out.
  static func parts(_ text: String) -> [String] {
    text.split(separator: ",", maxSplits: countMax).map { String($0).trimmed }.filter { !$0.isEmpty }
  }
}
