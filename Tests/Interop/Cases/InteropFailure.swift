/// Why a case did not pass.
public struct InteropFailure: Error, CustomStringConvertible {
  /// What was expected, and what came.
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  static func require<Value: Equatable>(_ what: String, _ found: Value, _ expected: Value) throws {
    if found != expected { throw InteropFailure("\(what) is \(found), not \(expected)") }
  }
}
