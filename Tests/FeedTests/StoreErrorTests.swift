import RPC
import Storage
import Testing

@testable import Feed

/// What callers are told of a store that failed.
@Suite struct StoreErrorTests {
  @Test("a store that cannot be reached, or is busy, has done nothing: the call may be sent again at once")
  func nothingDone() {
    for code in [DatabaseError.Code.unavailable, .busy] {
      let error = RPCError(DatabaseError(code, engineState: "08006", message: "secret place"))
      #expect(error.code == .unavailable)
      #expect(error.isNotProcessed)
      #expect(error.retryAfter == .milliseconds(500))
      #expect(!error.message.contains("secret place"))
    }
  }

  @Test("what only the log is to know is there for the log, and not in what callers are told")
  func diagnosis() throws {
    for code in [DatabaseError.Code.misuse, .corrupt, .ioError] {
      let error = RPCError(DatabaseError(code, message: "secret place", sql: "SELECT 1"))
      #expect(error.message.contains("see the service's log"))
      #expect(!error.message.contains("secret place"))
      let diagnosis = try #require(error.diagnosis)
      #expect(diagnosis.contains("secret place") && diagnosis.contains("SELECT 1"))
    }
    #expect(RPCError(DatabaseError(.busy, message: "secret place")).diagnosis == nil)
  }

  @Test("a write whose outcome is unknown is to be repeated with its operation id, and not sent again by itself")
  func outcomeUnknown() {
    let error = RPCError(DatabaseError(.outcomeUnknown, message: "secret place"))
    #expect(error.code == .unavailable)
    #expect(!error.isNotProcessed)
    #expect(error.message.contains("same operation_id"))
  }
}
