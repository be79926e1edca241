import CPostgreSQL
import Storage
import StorageEngine

/// The rows of an answer, one at a time.
final class PostgreSQLRow: Row {
  private var result: PostgreSQLResult
  /// Where further answers come from; nil when this one holds all rows.
  private let stream: RowStream?
  private let statement: PostgreSQLStatement
  private var place: Int32 = 0
  /// The first column that was read as something it is not.
  private var mistake: String?

  init(_ result: PostgreSQLResult, of statement: PostgreSQLStatement, stream: RowStream?) {
    self.result = result
    self.stream = stream
    self.statement = statement
  }

  /// Rows that the statement inserted, changed or deleted.
  var changedRowCount: Int { result.changedRowCount }

  /// Hands over each row until `body` returns false.
  ///
  /// - Throws: What `body` throws; ``DatabaseError/Code/misuse`` when it read a row wrongly; what the server met after
  ///   the first rows.
  func forEach(_ body: (any Row) throws -> Bool) throws {
    defer { stream?.discard() }
    repeat {
      place = 0
      let count = PQntuples(result.handle)
      while place < count {
        let isWanted = try body(self)
        if let mistake { throw DatabaseError(.misuse, message: mistake, sql: statement.sql) }
        if !isWanted { return }
        place += 1
      }
    } while try advance()
  }

  private func advance() throws(DatabaseError) -> Bool {
    guard let next = try stream?.next() else { return false }
    result = next
    return true
  }

  func isNull(_ column: Int) -> Bool {
    guard exists(column) else { return true }
    return PQgetisnull(result.handle, place, Int32(column)) == 1
  }

  func integer(_ column: Int) -> Int64 {
    guard let type = check(column, "integer", .integer) else { return 0 }
    let bytes = content(column)
    switch type {
    case .boolean: return bytes.first == 1 ? 1 : 0
    case .integer16: return bytes.count == 2 ? Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))) : 0
    case .integer32: return bytes.count == 4 ? Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))) : 0
    case .objectIdentifier:
      return bytes.count == 4 ? Int64(UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))) : 0
    default: return bytes.count == 8 ? Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)) : 0
    }
  }

  func real(_ column: Int) -> Double {
    if type(of: column)?.storage == .integer { return Double(integer(column)) }
    guard let type = check(column, "real", .real) else { return 0 }
    let bytes = content(column)
    if type == .real32 {
      return bytes.count == 4
        ? Double(Float(bitPattern: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))) : 0
    }
    return bytes.count == 8 ? Double(bitPattern: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))) : 0
  }

  func text(_ column: Int) -> String {
    guard check(column, "text", .text) != nil else { return "" }
    guard let text = String(validating: content(column), as: UTF8.self) else {
      note("column \(column) holds text that is not UTF-8; another program must have written it")
      return ""
    }
    return text
  }

  func bytes(_ column: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    withBytes(column) { bytes = [UInt8]($0) }
    return bytes
  }

  func withBytes(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    let holdsBytes = check(column, "bytes", .bytes) != nil
    try body(holdsBytes ? content(column) : UnsafeRawBufferPointer(start: nil, count: 0))
  }

  private func content(_ column: Int) -> UnsafeRawBufferPointer {
    let count = Int(PQgetlength(result.handle, place, Int32(column)))
    return UnsafeRawBufferPointer(start: PQgetvalue(result.handle, place, Int32(column)), count: count)
  }

  private func type(of column: Int) -> PostgreSQLType? {
    statement.columnTypes.indices.contains(column) ? PostgreSQLType(rawValue: statement.columnTypes[column]) : nil
  }

  private func exists(_ column: Int) -> Bool {
    if statement.columnTypes.indices.contains(column) { return true }
    note("column \(column) does not exist; the statement gives \(statement.columnTypes.count)")
    return false
  }

  private func check(_ column: Int, _ wanted: String, _ storage: PostgreSQLType.Storage) -> PostgreSQLType? {
    guard exists(column) else { return nil }
    if PQgetisnull(result.handle, place, Int32(column)) == 1 {
      note("column \(column) was read as \(wanted) and holds NULL")
      return nil
    }
    guard let type = type(of: column) else {
      let number = statement.columnTypes[column]
      note("column \(column) holds a value of type \(number), which the store does not know; CAST it in the statement")
      return nil
    }
    if type.storage == storage { return type }
    note("column \(column) was read as \(wanted) and holds \(type.description)")
    return nil
  }

  private func note(_ text: String) {
    if mistake == nil { mistake = text }
  }
}
