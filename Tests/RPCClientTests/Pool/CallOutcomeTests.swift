import Testing

@testable import RPC

@Suite("What the end of a call says of its member")
struct CallOutcomeTests {
  @Test("failures are UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN and DATA_LOSS, said by the member")
  func failures() {
    let failures = StatusCode.allCases.filter { CallOutcome(RPCError($0, "", origin: .peer)) == .failure }
    #expect(Set(failures) == [.unavailable, .deadlineExceeded, .internalError, .unknown, .dataLoss])
  }

  @Test("answers about the call itself say that the member works")
  func successes() {
    #expect(CallOutcome(nil) == .success)
    for code in [StatusCode.notFound, .invalidArgument, .permissionDenied, .unimplemented, .aborted] {
      #expect(CallOutcome(RPCError(code, "", origin: .peer)) == .success, "\(code)")
    }
  }

  @Test("overload, cancellation, lost connections and what proxies say of others count neither way")
  func neutral() {
    #expect(CallOutcome(RPCError(.resourceExhausted, "", origin: .peer)) == .neutral)
    #expect(CallOutcome(RPCError(.cancelled, "")) == .neutral)
    #expect(CallOutcome(RPCError(.unavailable, "")) == .neutral)
    #expect(CallOutcome(RPCError(.internalError, "")) == .neutral)
    for code in StatusCode.allCases {
      #expect(CallOutcome(RPCError(code, "", origin: .proxy)) == .neutral, "\(code)")
    }
  }

  @Test("a deadline that passed while the member had the call is its failure; one that passed before is not")
  func deadlines() {
    #expect(CallOutcome(RPCError(.deadlineExceeded, "")) == .failure)
    #expect(CallOutcome(RPCError(.deadlineExceeded, "", isNotProcessed: true)) == .neutral)
  }
}
