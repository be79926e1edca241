/// Reads locations of PostgreSQL databases: `postgresql://user@host1,host2/database?key=value`.
public enum PostgreSQLLocation {
  /// Whether a text is such a location.
  public static func isLocation(_ text: String) -> Bool {
    text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
  }

  /// A location without its passwords: the user's, and the values of `password` and `sslpassword` are "***".
  public static func masked(_ location: String) -> String {
    guard let scheme = location.firstRange(of: "://") else { return location }
    let head = location[..<scheme.upperBound]
    let rest = location[scheme.upperBound...]
    let question = rest.firstIndex(of: "?") ?? rest.endIndex
    var place = String(rest[..<question])
    // The last "@": one in a password should be written "%40", and is not always.
    if let at = place.lastIndex(of: "@"), let colon = place[..<at].firstIndex(of: ":") {
      place = place[..<colon] + ":***" + place[at...]
    }
    let parameters = rest[question...].dropFirst().split(separator: "&", omittingEmptySubsequences: false)
    let shown = parameters.map { parameter -> Substring in
      guard let equals = parameter.firstIndex(of: "=") else { return parameter }
      let name = parameter[..<equals]
      // A name written with "%" may be any.
      let isSecret = name.lowercased().hasSuffix("password") || name.contains("%")
      return isSecret ? name + "=***" : parameter
    }
    return head + place + (question == rest.endIndex ? "" : "?" + shown.joined(separator: "&"))
  }
}
