public import Storage

extension DatabaseValue {
  /// The number of a choice from a closed list.
  public static func choice(_ choice: some RawRepresentable<Int>) -> DatabaseValue {
    .integer(Int64(choice.rawValue))
  }
}

extension Row {
  /// The choice whose number is in a column. Throws `DatabaseError` (`corrupt`) for a number that this program does
  /// not know: then the file was damaged, or written by a newer program.
  public func choice<Choice: RawRepresentable<Int>>(_ column: Int, of: Choice.Type = Choice.self) throws -> Choice {
    guard let choice = Choice(rawValue: Int(integer(column))) else {
      throw DatabaseError(.corrupt, message: "column \(column) holds no known \(Choice.self)")
    }
    return choice
  }
}
