import Testing

@testable import RPC

@Suite("What the end of a call says of its member")
struct CallOutcomeTests {
  @Test("failures are UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN and DATA_LOSS, said by the member")
  func failures() {
    let failures = StatusCode.allCases.filter { MemberVerdict(RPCError($0, "", origin: .peer)) == .failure }
    #expect(Set(failures) == [.unavailable, .deadlineExceeded, .internalError, .unknown, .dataLoss])
  }

  @Test("answers about the call itself say that the member works")
  func successes() {
    #expect(MemberVerdict(nil) == .success)
    for code in [StatusCode.notFound, .invalidArgument, .permissionDenied, .unimplemented, .aborted] {
      #expect(MemberVerdict(RPCError(code, "", origin: .peer)) == .success, "\(code)")
    }
  }

  @Test("overload, cancellation, lost connections and what proxies say of others count neither way")
  func neutral() {
    #expect(MemberVerdict(RPCError(.resourceExhausted, "", origin: .peer)) == .neutral)
    #expect(MemberVerdict(RPCError(.cancelled, "")) == .neutral)
    #expect(MemberVerdict(RPCError(.unavailable, "")) == .neutral)
    #expect(MemberVerdict(RPCError(.internalError, "")) == .neutral)
    for code in StatusCode.allCases {
      #expect(MemberVerdict(RPCError(code, "", origin: .proxy)) == .neutral, "\(code)")
    }
  }

  @Test("a deadline that passed while the member had the call is its failure; one that passed before is not")
  func deadlines() {
    #expect(MemberVerdict(RPCError(.deadlineExceeded, "")) == .failure)
    #expect(MemberVerdict(RPCError(.deadlineExceeded, "", isNotProcessed: true)) == .neutral)
  }
}
