import ClientKit
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// Goal: what `ocop verify` says of every state that logs and followers can be in. Method: services in this process
/// whose answers are given. The whole way is in EndToEndTests.
@Suite struct VerifyCommandTests {
  /// A gateway that knows a reporting service with one follower of the registry.
  private struct FakeGateway: GatewayV1.GatewayServiceProtocol {
    let cursor: RpcV1.FollowerStatus

    func getInstallationStatus(
      _ request: GatewayV1.GetInstallationStatusRequest,
      context: CallContext
    ) async throws -> GatewayV1.InstallationStatus {
      var service = RpcV1.ServiceStatus()
      service.name = "reporting"
      service.followers = [cursor]
      var status = GatewayV1.InstallationStatus()
      status.services = [service]
      return status
    }

    func drainUpstream(
      _ request: GatewayV1.DrainUpstreamRequest,
      context: CallContext
    ) async throws -> GatewayV1.DrainUpstreamResponse {
      throw RPCError(.unimplemented, "not part of these tests")
    }

    func undrainUpstream(
      _ request: GatewayV1.UndrainUpstreamRequest,
      context: CallContext
    ) async throws -> GatewayV1.UndrainUpstreamResponse {
      throw RPCError(.unimplemented, "not part of these tests")
    }
  }

  /// A log of 9 events without a fault, whose digest at 7 is [7].
  private static var verdict: CommonV1.ChangeLogVerdict {
    var place = CommonV1.ChangeLogPlace()
    place.revision = 7
    place.digest = [7]
    var verdict = CommonV1.ChangeLogVerdict()
    verdict.epoch = "e"
    verdict.revision = 9
    verdict.eventCount = 9
    verdict.digest = [0xAB]
    verdict.places = [place]
    return verdict
  }

  private static var auditVerdict: AuditV1.AuditVerdict {
    var verdict = AuditV1.AuditVerdict()
    verdict.sequence = 4
    verdict.entryCount = 4
    verdict.digest = [0xCD]
    return verdict
  }

  private func verify(
    at revision: UInt64,
    digest: [UInt8],
    epoch: String = "e",
    _ verdict: CommonV1.ChangeLogVerdict = verdict
  ) async -> CommandRun {
    var cursor = RpcV1.FollowerStatus()
    cursor.source = "registry"
    cursor.epoch = epoch
    cursor.appliedRevision = revision
    cursor.appliedDigest = digest
    var router = Router()
    router.register(FakeGateway(cursor: cursor))
    router.register(FakeRegistry(verdict: verdict, audit: FakeAudit(verdict: Self.auditVerdict)))
    return await CommandRun(["verify"], channel: InProcessChannel(router: router))
  }

  /// The words of the line that begins with a subject.
  private func line(_ subject: String, of run: CommandRun) -> String {
    let line = run.output.split(separator: "\n").first { $0.hasPrefix(subject) } ?? ""
    return line.split(separator: " ").joined(separator: " ")
  }

  @Test("a whole log and a follower with its digest are proved")
  func proved() async {
    let run = await verify(at: 7, digest: [7])
    #expect(line("registry's change log", of: run) == "registry's change log proved 9 9 events, digest ab")
    #expect(line("reporting's copy", of: run) == "reporting's copy of registry proved 7 digest 07")
    // No listing service is there: that is not silently left out.
    #expect(line("listing's change log", of: run).hasPrefix("listing's change log unreachable"))
    #expect(line("registry's audit log", of: run) == "registry's audit log proved 4 4 entries, digest cd")
    #expect(run.status == .unavailable)
  }

  @Test("a follower with another digest, or beyond the log's end, is wrong")
  func wrongFollower() async {
    let other = await verify(at: 7, digest: [8])
    #expect(line("reporting's copy", of: other).contains("wrong 7 its history is another"))
    let beyond = await verify(at: 10, digest: [8])
    #expect(line("reporting's copy", of: beyond).contains("wrong 10 it has applied more"))
  }

  @Test("a follower of another epoch, or one that has nothing yet, is neither proved nor wrong")
  func unprovedFollower() async {
    #expect(line("reporting's copy", of: await verify(at: 7, digest: [7], epoch: "f")).contains("unproved 7"))
    #expect(line("reporting's copy", of: await verify(at: 0, digest: [], epoch: "")).contains("unproved 0"))
  }

  @Test("a faulty log is named with the revision of its fault")
  func faultyLog() async {
    var verdict = Self.verdict
    verdict.faultyRevision = 5
    verdict.fault = "event 5 was altered"
    let run = await verify(at: 7, digest: [7], epoch: "e", verdict)
    #expect(line("registry's change log", of: run) == "registry's change log wrong 5 event 5 was altered")
  }
}
