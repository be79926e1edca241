import CSQLite
import Glibc
import Storage
import StorageEngine

/// A prepared statement. Belongs to one connection and is used on its thread only.
final class SQLiteStatement: CachedStatement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  /// Copies of the text and the bytes that are bound: SQLite reads them here instead of copying each for itself.
  private var boundBytes: UnsafeMutableRawBufferPointer
  private let path: String
  private let parameterCount: Int
  private let columnCount: Int
  /// The first column that was read as something it is not, since the last step.
  private var readingMistake: String?

  /// Prepares one statement.
  ///
  /// - Throws: ``DatabaseError/Code/misuse`` when it cannot be compiled, or is none or several.
  init(_ sql: String, on connection: OpaquePointer, path: String) throws(DatabaseError) {
    var handle: OpaquePointer?
    var hasMore = false
    var text = sql
    let result = text.withUTF8 { buffer in
      buffer.withMemoryRebound(to: CChar.self) { characters -> Int32 in
        var tail: UnsafePointer<CChar>?
        let result = sqlite3_prepare_v3(
          connection,
          characters.baseAddress,
          Int32(clamping: characters.count),
          UInt32(SQLITE_PREPARE_PERSISTENT),
          &handle,
          &tail
        )
        if let tail, let start = characters.baseAddress {
          let rest = buffer[(tail - start)...]
          hasMore = !rest.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 || $0 == 0x3B }
        }
        return result
      }
    }
    guard result == SQLITE_OK else { throw SQLiteResult.error(result, on: connection, path: path, sql: sql) }
    guard let handle else { throw DatabaseError(.misuse, message: "no statement in the text", sql: sql) }
    self.handle = handle
    self.connection = connection
    self.path = path
    self.parameterCount = Int(sqlite3_bind_parameter_count(handle))
    self.isReadOnly = sqlite3_stmt_readonly(handle) != 0
    self.columnCount = Int(sqlite3_column_count(handle))
    self.boundBytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    super.init(sql: sql)
    if hasMore { throw DatabaseError(.misuse, message: "more than one statement in the text", sql: sql) }
  }

  deinit {
    sqlite3_finalize(handle)
    boundBytes.deallocate()
  }

  /// Whether it changes nothing.
  let isReadOnly: Bool

  /// Gives `?1`, `?2`, … their values.
  func bind(_ arguments: [DatabaseValue]) throws(DatabaseError) {
    guard arguments.count == parameterCount else {
      let message = "the statement has \(parameterCount) placeholders, \(arguments.count) arguments were given"
      throw DatabaseError(.misuse, message: message, sql: sql)
    }
    makeRoom(for: arguments)
    var place = 0
    for index in arguments.indices {
      let result = try bind(arguments[index], at: Int32(index + 1), copiedTo: &place)
      guard result == SQLITE_OK else { throw error(result) }
    }
  }

  private func bind(_ value: DatabaseValue, at index: Int32, copiedTo place: inout Int) throws(DatabaseError) -> Int32 {
    switch value {
    case .null:
      return sqlite3_bind_null(handle, index)
    case .integer(let integer):
      return sqlite3_bind_int64(handle, index, integer)
    case .real(let real):
      if real.isNaN { throw DatabaseError(.misuse, message: "argument ?\(index) is not a number (NaN)", sql: sql) }
      return sqlite3_bind_double(handle, index, real)
    case .text(var text):
      let bound = text.withUTF8 { copy(UnsafeRawBufferPointer($0), to: &place) }
      if let start = bound.baseAddress, memchr(start, 0, bound.count) != nil {
        throw DatabaseError(.invalidText, message: "argument ?\(index) holds a NUL character; remove it", sql: sql)
      }
      let start = bound.baseAddress?.assumingMemoryBound(to: CChar.self)
      return sqlite3_bind_text64(handle, index, start, UInt64(bound.count), nil, UInt8(SQLITE_UTF8))
    case .bytes(let bytes):
      let bound = bytes.withUnsafeBytes { copy($0, to: &place) }
      return sqlite3_bind_blob64(handle, index, bound.baseAddress, UInt64(bound.count), nil)
    }
  }

  /// Sees to it that there is memory for all text and bytes among the arguments, so that none has to move later.
  private func makeRoom(for arguments: [DatabaseValue]) {
    // One byte more: the address of nothing would be NULL, and that is another value than empty.
    var byteCount = 1
    for argument in arguments {
      switch argument {
      case .text(let text): byteCount += text.utf8.count
      case .bytes(let bytes): byteCount += bytes.count
      default: break
      }
    }
    guard byteCount > boundBytes.count else { return }
    boundBytes.deallocate()
    boundBytes = .allocate(byteCount: max(256, byteCount), alignment: 8)
  }

  private func copy(_ bytes: UnsafeRawBufferPointer, to place: inout Int) -> UnsafeRawBufferPointer {
    let copy = UnsafeMutableRawBufferPointer(rebasing: boundBytes[place..<(place + bytes.count)])
    copy.copyMemory(from: bytes)
    place += bytes.count
    return UnsafeRawBufferPointer(copy)
  }

  /// Goes to the next row.
  ///
  /// - Returns: False when there is none.
  func step() throws(DatabaseError) -> Bool {
    readingMistake = nil
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let result: throw error(result)
    }
  }

  /// Throws when the current row was read wrongly.
  func checkReading() throws(DatabaseError) {
    if let readingMistake { throw DatabaseError(.misuse, message: readingMistake, sql: sql) }
  }

  /// Most bytes of arguments whose memory is kept for the next use.
  private static let keptBytesMax = 65_536

  /// Makes it ready for the next use.
  func reset() {
    sqlite3_reset(handle)
    guard boundBytes.count > Self.keptBytesMax else { return }
    sqlite3_clear_bindings(handle)
    boundBytes.deallocate()
    boundBytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }

  private func error(_ result: Int32) -> DatabaseError {
    SQLiteResult.error(result, on: connection, path: path, sql: sql)
  }
}

extension SQLiteStatement {
  func isNull(_ column: Int) -> Bool {
    guard column >= 0, column < columnCount else {
      note("column \(column) does not exist; the statement gives \(columnCount)")
      return true
    }
    return sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  func integer(_ column: Int) -> Int64 {
    guard check(column, "integer", SQLITE_INTEGER, SQLITE_INTEGER) else { return 0 }
    return sqlite3_column_int64(handle, Int32(column))
  }

  func real(_ column: Int) -> Double {
    guard check(column, "real", SQLITE_FLOAT, SQLITE_INTEGER) else { return 0 }
    return sqlite3_column_double(handle, Int32(column))
  }

  func text(_ column: Int) -> String {
    guard check(column, "text", SQLITE_TEXT, SQLITE_TEXT) else { return "" }
    guard let start = sqlite3_column_text(handle, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    let buffer = UnsafeBufferPointer(start: start, count: count)
    // Not String(validating:as:), which is generic over encodings and takes half as long again for what columns hold.
    guard let valid = try? UTF8Span(validating: buffer.span) else {
      note("column \(column) holds text that is not UTF-8; another program must have written it")
      return ""
    }
    return String(copying: valid)
  }

  /// The text of a column of any type; empty for NULL.
  func convertedText(_ column: Int) -> String {
    sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) } ?? ""
  }

  func bytes(_ column: Int) -> [UInt8] { [UInt8](lentBytes(column)) }

  /// The bytes of a column, until the statement goes on; none where there are no bytes.
  func lentBytes(_ column: Int) -> UnsafeRawBufferPointer {
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    guard check(column, "bytes", SQLITE_BLOB, SQLITE_BLOB) else { return none }
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    guard count > 0, let start = sqlite3_column_blob(handle, Int32(column)) else { return none }
    return UnsafeRawBufferPointer(start: start, count: count)
  }

  private func check(_ column: Int, _ wanted: String, _ type: Int32, _ otherType: Int32) -> Bool {
    guard column >= 0, column < columnCount else {
      note("column \(column) does not exist; the statement gives \(columnCount)")
      return false
    }
    let found = sqlite3_column_type(handle, Int32(column))
    if found == type || found == otherType { return true }
    note("column \(column) was read as \(wanted) and holds \(Self.name(ofType: found))")
    return false
  }

  private func note(_ mistake: String) {
    if readingMistake == nil { readingMistake = mistake }
  }

  private static func name(ofType type: Int32) -> String {
    switch type {
    case SQLITE_INTEGER: "an integer"
    case SQLITE_FLOAT: "a real"
    case SQLITE_TEXT: "text"
    case SQLITE_BLOB: "bytes"
    default: "NULL"
    }
  }
}
