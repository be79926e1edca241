import Storage

/// A short list of choices in one column of text: their numbers, separated by commas; empty for none.
enum StoredChoices {
  static func text(_ choices: [some RawRepresentable<Int>]) -> String {
    choices.map { String($0.rawValue) }.joined(separator: ",")
  }

  /// - Throws: `DatabaseError` (`corrupt`) for what is no list of numbers that this program knows.
  static func choices<Choice: RawRepresentable<Int>>(_ text: String, of: Choice.Type = Choice.self) throws -> [Choice] {
    try text.split(separator: ",").map { number in
      guard let choice = Int(number).flatMap(Choice.init(rawValue:)) else {
        throw DatabaseError(.corrupt, message: "a list holds no known \(Choice.self)")
      }
      return choice
    }
  }
}
