/// The server's types that the engine reads and writes, by their object identifiers (PostgreSQL's pg_type.dat; they
/// never change).
enum PostgreSQLType: UInt32 {
  case boolean = 16
  case bytes = 17
  case character = 18
  case name = 19
  case integer64 = 20
  case integer16 = 21
  case integer32 = 23
  case text = 25
  case objectIdentifier = 26
  case real32 = 700
  case real64 = 701
  case unknown = 705
  case paddedText = 1042
  case limitedText = 1043
  case void = 2278

  /// What callers see of it.
  enum Storage {
    case integer
    case real
    case text
    case bytes
  }

  /// What callers see of it.
  var storage: Storage {
    switch self {
    case .boolean, .integer16, .integer32, .integer64, .objectIdentifier: .integer
    case .real32, .real64: .real
    case .bytes: .bytes
    case .character, .name, .text, .unknown, .paddedText, .limitedText, .void: .text
    }
  }

  /// For messages: "an integer".
  var description: String {
    switch storage {
    case .integer: "an integer"
    case .real: "a real"
    case .text: "text"
    case .bytes: "bytes"
    }
  }
}
