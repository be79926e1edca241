internal import RPC

/// How a call ended, for the record.
enum CallEnding: Hashable {
  case code(StatusCode)
  /// With OK, and an answer that is not as it should be.
  case checkFailed

  /// All of them, in the order of their places.
  static let all = StatusCode.allCases.map { CallEnding.code($0) } + [.checkFailed]

  /// Its place in a table of all.
  var place: Int {
    switch self {
    case .code(let code): Int(code.rawValue)
    case .checkFailed: StatusCode.allCases.count
    }
  }

  /// What it is called in results.
  var name: String {
    switch self {
    case .code(let code): code.description
    case .checkFailed: "CHECK_FAILED"
    }
  }
}
