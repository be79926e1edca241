import Storage
import StorageEngine

/// A statement's arguments as the server takes them: binary, one after the other.
struct ArgumentBuffer {
  private var bytes: [UInt8] = []
  /// Where each begins; -1 for NULL.
  private var starts: [Int] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// Refuses what no engine stores, before the server is asked for anything.
  static func check(_ arguments: [DatabaseValue], count: Int, sql: String) throws(DatabaseError) {
    guard arguments.count == count else {
      let message = "the statement has \(count) placeholders, \(arguments.count) arguments were given"
      throw DatabaseError(.misuse, message: message, sql: sql)
    }
    for (index, argument) in arguments.enumerated() {
      switch argument {
      case .real(let real) where real.isNaN:
        throw DatabaseError(.misuse, message: "argument ?\(index + 1) is not a number (NaN)", sql: sql)
      case .text(let text) where text.utf8.contains(0):
        let message = "argument ?\(index + 1) holds a NUL character; remove it"
        throw DatabaseError(.invalidText, message: message, sql: sql)
      default: break
      }
    }
  }

  /// Takes the arguments of a statement instead of those it holds.
  ///
  /// - Throws: ``DatabaseError/Code/misuse`` when one is not of the type its placeholder has.
  mutating func fill(_ arguments: [DatabaseValue], for statement: PostgreSQLStatement) throws(DatabaseError) {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    formats.removeAll(keepingCapacity: true)
    for (index, argument) in arguments.enumerated() {
      let start = bytes.count
      guard argument != .null else {
        starts.append(-1)
        lengths.append(0)
        formats.append(1)
        continue
      }
      let type = PostgreSQLType(rawValue: statement.parameterTypes[index])
      guard append(argument, as: type) else {
        let wanted = type?.description ?? "a value of type \(statement.parameterTypes[index])"
        let message = "argument ?\(index + 1) is \(Self.name(of: argument)) and its placeholder takes \(wanted)"
        throw DatabaseError(.misuse, message: message, sql: statement.sql)
      }
      starts.append(start)
      lengths.append(Int32(clamping: bytes.count - start))
      formats.append(type == nil ? 0 : 1)
      if type == nil { bytes.append(0) }
    }
    // So that an empty last value has an address: no address would be NULL.
    bytes.append(0)
  }

  /// Hands over the values' addresses, lengths and formats, for libpq's call.
  func withPointers(
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Int32
  ) -> Int32 {
    bytes.withUnsafeBytes { memory in
      let base = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers = starts.map { $0 < 0 ? nil : base?.advanced(by: $0) }
      return pointers.withUnsafeBufferPointer { pointers in
        body(Int32(clamping: starts.count), pointers.baseAddress, lengths, formats)
      }
    }
  }

  private mutating func append(_ value: DatabaseValue, as type: PostgreSQLType?) -> Bool {
    switch (value, type?.storage) {
    case (.integer(let integer), .integer): return append(integer, as: type)
    case (.integer(let integer), .real): append(Double(integer), as: type)
    case (.integer(let integer), .text): bytes += "\(integer)".utf8
    case (.real(let real), .real): append(real, as: type)
    case (.text(let text), .text), (.text(let text), nil): bytes += text.utf8
    case (.bytes(let content), .bytes): bytes += content
    default: return false
    }
    return true
  }

  private mutating func append(_ integer: Int64, as type: PostgreSQLType?) -> Bool {
    switch type {
    case .boolean:
      bytes.append(integer == 0 ? 0 : 1)
    case .integer16:
      guard let short = Int16(exactly: integer) else { return false }
      append(bigEndian: UInt16(bitPattern: short))
    case .integer32:
      guard let word = Int32(exactly: integer) else { return false }
      append(bigEndian: UInt32(bitPattern: word))
    case .objectIdentifier:
      guard let word = UInt32(exactly: integer) else { return false }
      append(bigEndian: word)
    default:
      append(bigEndian: UInt64(bitPattern: integer))
    }
    return true
  }

  private mutating func append(_ real: Double, as type: PostgreSQLType?) {
    if type == .real32 {
      append(bigEndian: Float(real).bitPattern)
    } else {
      append(bigEndian: real.bitPattern)
    }
  }

  private mutating func append(bigEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes += $0 }
  }

  private static func name(of value: DatabaseValue) -> String {
    switch value {
    case .null: "NULL"
    case .integer: "an integer"
    case .real: "a real"
    case .text: "text"
    case .bytes: "bytes"
    }
  }
}
