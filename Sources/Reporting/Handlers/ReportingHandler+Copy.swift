import Messages
import RPC

extension ReportingHandler {
  func digestCopy(
    _ request: ReportingV1.DigestCopyRequest,
    context: CallContext
  ) async throws -> ReportingV1.DigestCopyResponse {
    throw RPCError(.unimplemented, "WIP")
  }
}
