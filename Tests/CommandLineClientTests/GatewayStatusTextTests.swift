import Messages
import Testing

@testable import CommandLineClient

/// Goal: `ocop status` says what is special about the gateway, and nothing where nothing is.
@Suite("What ocop status says of the gateway")
struct GatewayStatusTextTests {
  private static func load(inFlight: UInt64, answeringMax: UInt64, shed: UInt64) -> GatewayV1.ServiceLoad {
    var load = GatewayV1.ServiceLoad()
    (load.service, load.callsInFlight, load.callsMax) = ("registry", inFlight, 100)
    (load.answering, load.answeringMax, load.callers, load.shedCalls) = (3, answeringMax, 2, shed)
    return load
  }

  @Test("an ordinary gateway has no notes")
  func ordinary() {
    var status = GatewayV1.InstallationStatus()
    status.loads = [Self.load(inFlight: 75, answeringMax: 100, shed: 0)]
    var caller = GatewayV1.CallerLoad()
    (caller.caller, caller.callsInFlight) = ("uid:1", 5)
    status.callers = [caller]
    #expect(GatewayStatusText.notes(status) == [])
  }

  @Test("files, full services, refused callers and the access log have a line each")
  func everything() {
    var status = GatewayV1.InstallationStatus()
    var (routes, limits) = (GatewayV1.FollowedFile(), GatewayV1.FollowedFile())
    (routes.path, routes.loadedCount) = ("/etc/ocop/routes.conf", 1)
    (limits.path, limits.loadedCount, limits.failedCount) = ("/etc/ocop/limits.conf", 2, 1)
    limits.problem = "/etc/ocop/limits.conf:3: the rate is missing"
    (status.routeFile, status.limitFile) = (routes, limits)
    status.loads = [Self.load(inFlight: 76, answeringMax: 40, shed: 9)]
    var caller = GatewayV1.CallerLoad()
    (caller.caller, caller.callsInFlight, caller.limitedCalls, caller.shedCalls) = ("uid:1", 5, 7, 9)
    status.callers = [caller]
    var log = GatewayV1.AccessLogState()
    (log.target, log.writtenLines, log.droppedLines, log.problem) = ("/var/log/a", 10, 2, "the disk is full")
    status.accessLog = log
    #expect(
      GatewayStatusText.notes(status) == [
        "routes: as in /etc/ocop/routes.conf, read once",
        "limits: NOT as in /etc/ocop/limits.conf, since it is wrong: /etc/ocop/limits.conf:3: the rate is missing",
        "registry: 76 of 100 calls in flight, 3 of 40 without streams; 2 callers share them; 9 were refused for that",
        "caller uid:1: 5 calls in flight; refused 7 that came too often, 9 beyond its share",
        "access log: /var/log/a, 10 lines written, 2 LEFT OUT; now: the disk is full",
      ]
    )
  }
}
