internal import RPC

/// One of the cases that implementations of the protocol are tried with, after gRPC's interoperability tests.
public struct InteropCase: Sendable {
  /// "large_unary".
  public let name: String
  private let body: @Sendable (InteropSession) async throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (InteropSession) async throws -> Void) {
    self.name = name
    self.body = body
  }

  /// Runs the case.
  /// - Throws: why it did not pass.
  public func run(_ session: InteropSession) async throws {
    try await body(session)
  }

  /// All of them, in the order they are run.
  public static let all: [InteropCase] =
    unaryCases + streamingCases + compressionCases + metadataCases + statusCases + endingCases + limitCases

  /// The error that a call ends with.
  static func error<Result>(of body: () async throws -> Result) async throws -> RPCError {
    do {
      _ = try await body()
    } catch let error as RPCError {
      return error
    }
    throw InteropFailure("the call did not fail")
  }
}
