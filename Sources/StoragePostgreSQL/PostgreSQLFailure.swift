import CPostgreSQL
import Storage

/// Turns PostgreSQL's errors into the store's.
enum PostgreSQLFailure {
  /// The kind of failure an SQLSTATE stands for.
  static func code(ofState state: String) -> DatabaseError.Code {
    switch state {
    case "25P03", "57P01", "57P02", "57P03", "57P05", "57014", "53200", "53300", "25006": return .unavailable
    case "55P03", "40001", "40P01": return .busy
    case "53100": return .full
    case "42501": return .readOnly
    case "3D000": return .cannotOpen
    default: break
    }
    switch state.prefix(2) {
    case "08": return .unavailable
    case "22", "42", "0A", "26", "54", "25", "21": return .misuse
    case "23": return .constraint
    case "28": return .cannotOpen
    case "58": return .ioError
    case "XX": return state == "XX000" ? .other : .corrupt
    default: return .other
    }
  }

  /// An error for a result, with the server's first line; its details hold values and are left out.
  static func error(_ result: PostgreSQLResult, place: String, sql: String = "") -> DatabaseError {
    let state = result.sqlState
    guard let text = cpostgresql_message(result.handle) else {
      return DatabaseError(.unavailable, message: "\(place): the connection was lost; try again", sql: sql)
    }
    var message = String(cString: text)
    // Of these alone the first line quotes values: invalid input syntax for type bigint: "…".
    if state.hasPrefix("22"), let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\"") {
      message = message[...first] + "…" + message[last...]
    }
    let code = code(ofState: state)
    switch code {
    case .unavailable: message = "\(place): \(message); try again"
    case .full: message = "no space left at \(place) (\(message)); free some and try again"
    case .busy where state == "55P03":
      message = "another process had its turn to write at \(place) for too long; try again"
    case .readOnly: message = "\(place) cannot be written to (\(message)); give the user the right to"
    case .corrupt: message = "\(place) is damaged (\(message)); restore it from a backup"
    case .cannotOpen, .ioError, .busy: message = "\(place): \(message)"
    default: break
    }
    return DatabaseError(code, engineState: state, message: message, sql: sql)
  }
}
