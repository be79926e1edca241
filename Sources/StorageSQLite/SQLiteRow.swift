import Storage

/// The row a statement stands on.
struct SQLiteRow: Row {
  let statement: SQLiteStatement

  func integer(_ column: Int) -> Int64 { statement.integer(column) }
  func text(_ column: Int) -> String { statement.text(column) }
  func bytes(_ column: Int) -> [UInt8] { statement.bytes(column) }
  func withBytes(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try body(statement.lentBytes(column))
  }
  func real(_ column: Int) -> Double { statement.real(column) }
  func isNull(_ column: Int) -> Bool { statement.isNull(column) }
}
