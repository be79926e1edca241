/// One row of a result, valid only inside the closure it is given to. Columns are counted from 0.
///
/// The accessors do not throw, so that mapping a row stays short. Reading a column as a type it has not, reading
/// NULL without `optional`, or a column that does not exist gives a zero value **and** makes the query throw
/// ``DatabaseError/Code/misuse`` as soon as the closure returns: a wrong value never leaves the query.
public protocol Row {
  /// The integer in a column. NULL is an error.
  func integer(_ column: Int) -> Int64
  /// The text in a column. NULL is an error.
  func text(_ column: Int) -> String
  /// The bytes in a column. NULL is an error.
  func bytes(_ column: Int) -> [UInt8]
  /// Lends the bytes in a column until `body` returns, for those who read many and keep none. NULL is an error.
  func withBytes(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows
  /// The number in a column, an integer converted. NULL is an error.
  func real(_ column: Int) -> Double
  /// Whether a column is NULL.
  func isNull(_ column: Int) -> Bool
  /// The text in a column; nil for NULL.
  func optionalText(_ column: Int) -> String?
  /// The integer in a column; nil for NULL.
  func optionalInteger(_ column: Int) -> Int64?
}

extension Row {
  /// The text in a column; nil for NULL.
  public func optionalText(_ column: Int) -> String? {
    isNull(column) ? nil : text(column)
  }

  /// The integer in a column; nil for NULL.
  public func optionalInteger(_ column: Int) -> Int64? {
    isNull(column) ? nil : integer(column)
  }

  /// Whether the integer in a column is other than 0. NULL is an error.
  public func boolean(_ column: Int) -> Bool {
    integer(column) != 0
  }
}
