public import Storage

extension DatabaseValue {
  /// The number of a choice from a closed list.
  @inlinable
  public static func choice(_ choice: some RawRepresentable<Int>) -> DatabaseValue {
    .integer(Int64(choice.rawValue))
  }

  /// The number of a choice from a closed list, or null for nil.
  @inlinable
  public static func optionalChoice(_ choice: (some RawRepresentable<Int>)?) -> DatabaseValue {
    choice.map { .integer(Int64($0.rawValue)) } ?? .null
  }
}

extension Row {
  /// The choice whose number is in a column. Throws `DatabaseError` (`corrupt`) for a number that this program does
  /// not know: then the file was damaged, or written by a newer program.
  @inlinable
  public func choice<Choice: RawRepresentable<Int>>(_ column: Int, of: Choice.Type = Choice.self) throws -> Choice {
    guard let choice = Choice(rawValue: Int(integer(column))) else {
      throw DatabaseError(.corrupt, message: "column \(column) holds no known \(Choice.self)")
    }
    return choice
  }

  /// The choice whose number is in a column, or nil for NULL. Throws as `choice(_:of:)`.
  @inlinable
  public func optionalChoice<Choice: RawRepresentable<Int>>(
    _ column: Int,
    of: Choice.Type = Choice.self
  ) throws -> Choice? {
    isNull(column) ? nil : try choice(column)
  }
}
