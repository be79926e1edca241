/// Where the access log goes.
enum AccessLogTarget: Sendable, Hashable {
  case standardError
  case file(path: String)
}

extension AccessLogTarget: CustomStringConvertible {
  var description: String {
    switch self {
    case .standardError: "stderr"
    case .file(let path): path
    }
  }
}
