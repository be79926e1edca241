import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Synchronization
import Testing

@testable import CommandLineClient

/// Runs whole command lines against services in this process and looks at output and exit status.
@Suite("Commands")
struct CommandTests {
  static let nobody = UnreliableChannel(
    InProcessChannel(router: Router()),
    failures: Array(repeating: .before(.unavailable), count: 1000)
  )

  static let household = FakeRegistry.producer("CT-2", name: "Cơ sở lạp sườn")

  @Test(
    "the exit status tells a wrong command line from a wrong request, and both from a peer that is away",
    arguments: [
      (["statsu"], CommandStatus.usage), (["status", "--jsn"], .usage), (["list", "producrs"], .usage),
      (["list"], .usage),
      (["explain", "--figure", "x"], .usage), (["explain", "--figure", "orders", "--row", "a/b/c"], .usage),
      (["explain", "--figure", "products_listed_each_floor"], .usage),
      (["report", "progress", "--geo", "2020"], .usage),
      (["report", "verify"], .usage), (["report", "verify", "/nonexistent"], .usage),
      (["report", "diff", "x"], .usage),
      (["report", "shwo"], .usage), (["report", "explain"], .usage), (["report", "sign", "--to", "x"], .usage),
      (["report", "show"], .unavailable), (["report", "watch"], .unavailable), (["report", "describe"], .unavailable),
      (["status", "--timeout", "0"], .usage), (["status", "--timeout", "1e9"], .usage),
      (["status", "--gateway", "x:y"], .usage), (["watch", "reporting"], .usage),
      (["call"], .usage), (["call", "A/B", "--metadata", "x"], .usage),
      (["status"], .unavailable), (["list", "stores"], .unavailable), (["describe"], .unavailable),
      (["call", "Registry/GetRecord"], .unavailable), (["health"], .unavailable),
      (["health", "--watch"], .unavailable), (["--help"], .success), (["--version"], .success),
      (["help", "import"], .success),
    ]
  )
  func exitStatus(arguments: [String], status: CommandStatus) async {
    let run = await CommandRun(arguments, channel: Self.nobody)
    #expect(run.status == status, "\(run.output) \(run.diagnostics)")
    // What went wrong is told, and not on standard output, where it would be taken for an answer.
    #expect(run.diagnostics.isEmpty == (status == .success))
    #expect(run.output.isEmpty == (status != .success))
  }

  @Test("the numbers of the exit status are what scripts rely on, and the help tells them")
  func exitNumbers() async {
    #expect(CommandStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 130, 141])
    let run = await CommandRun(["--help"], channel: Self.nobody)
    for status in CommandStatus.allCases {
      #expect(run.output.contains(status.explanation), "\(status)")
    }
  }

  @Test(
    "an error of a call becomes the exit status of its kind",
    arguments: [
      (StatusCode.notFound, CommandStatus.refused), (.invalidArgument, .refused), (.failedPrecondition, .refused),
      (.outOfRange, .refused), (.deadlineExceeded, .deadline), (.unavailable, .unavailable), (.internalError, .failure),
      (.unimplemented, .failure), (.cancelled, .failure),
    ]
  )
  func callErrors(code: StatusCode, status: CommandStatus) async {
    let channel = UnreliableChannel(InProcessChannel(router: Router()), failures: [.before(code)])
    #expect(await CommandRun(["show", "producer", "x"], channel: channel).status == status)
  }

  @Test("the gateway is named by an option before or after the command, by the environment, or by default")
  func gateway() async {
    let environment = ["OCOP_GATEWAY": "tcp:10.0.0.1:1"]
    let run = { (arguments: [String], environment: [String: String]) in
      await CommandRun(arguments, channel: Self.nobody, environment: environment).endpoint
    }
    #expect(await run(["status"], [:]) == "tcp:127.0.0.1:7400")
    #expect(await run(["status"], environment) == "tcp:10.0.0.1:1")
    #expect(await run(["status", "--gateway", "unix:/run/x"], environment) == "unix:/run/x")
    #expect(await run(["--gateway", "unix:/run/x", "status"], environment) == "unix:/run/x")
    #expect(await run(["--gateway", "unix:/a", "report", "progress", "--gateway", "unix:/b"], [:]) == "unix:/b")
    #expect(await run(["--json", "--gateway", "unix:/a", "report", "--timeout", "5", "progress"], [:]) == "unix:/a")
  }

  @Test("a list goes through all pages")
  func list() async throws {
    let records = (0..<7).map { FakeRegistry.producer("CT-\($0)", name: "Hộ \($0)") }
    let run = await CommandRun(["list", "producers"], FakeRegistry(records: records))
    #expect(run.status == .success)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 9)
    #expect(lines[0].hasPrefix("producer_id  name  type       unit_code"))
    #expect(lines[8] == "CT-6         Hộ 6  household")
    #expect(run.diagnostics == "7 producers, registry revision 77\n")
    let json = await CommandRun(["list", "producers", "--json"], FakeRegistry(records: records))
    #expect(json.output.contains(#""revision": "77""#))
    #expect(json.output.components(separatedBy: "\"producer_id\"").count == 8)
  }

  @Test("one record is shown field by field, and one that does not exist ends with 1")
  func show() async {
    let registry = FakeRegistry(records: [Self.household])
    let run = await CommandRun(["show", "producer", "CT-2"], registry)
    let lines = run.output.split(separator: "\n").map { line in
      line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(lines.prefix(4) == ["producer_id CT-2", "name Cơ sở lạp sườn", "type household", "unit_code"])
    let none = await CommandRun(["show", "producer", "CT-3"], registry)
    #expect(none.status == .refused)
    #expect(none.diagnostics.hasPrefix("ocop: there is no producer \"CT-3\" in the registry."))
    let unit = await CommandRun(["show", "administrative-unit", "06463"], registry)
    #expect(unit.diagnostics.contains("CODE@FIRST-DAY, such as 06463@2020-01-01"))
  }

  /// A registry that sends one event and a bookmark, then ends the watch: in good order after some number of watches,
  /// broken before.
  static func watched(by lastWatch: Int) -> FakeRegistry {
    FakeRegistry(watch: { number, request, writer in
      #expect(request.afterRevision == UInt64(number - 1) * 10)
      #expect(request.epoch == (number == 1 ? "" : "epoch"))
      var event = CommonV1.ChangeEvent()
      event.revision = UInt64(number) * 10
      event.recordedAtUnixMicroseconds = 1_636_099_200_000_000
      event.changeType = RegistryV1.Record.fullName
      event.change = household.encodedBytes()
      var bookmark = CommonV1.Bookmark()
      bookmark.epoch = "epoch"
      bookmark.revision = event.revision
      for item in [CommonV1.WatchResponse.ItemChoice.event(event), .bookmark(bookmark)] {
        var response = CommonV1.WatchResponse()
        response.item = item
        try await writer.write(response)
      }
      if number < lastWatch { throw RPCError(.unavailable, "restarting") }
    })
  }

  @Test("a watch that breaks goes on where it stopped, in the same epoch")
  func watchResumes() async {
    let run = await CommandRun(["watch", "registry"], Self.watched(by: 3))
    #expect(run.status == .success, "\(run.diagnostics)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "10  2021-11-05T08:00:00Z  producer  producer_id=CT-2 name=Cơ sở lạp sườn type=household")
    #expect(lines[2].hasPrefix("30  "))
    #expect(run.diagnostics.contains("going on after revision 20"))
  }

  @Test("status shows who is down and why, and then ends with 3")
  func status() async {
    for (state, status) in [(RpcV1.ServingStatus.serving, CommandStatus.success), (.unreachable, .unavailable)] {
      var router = Router()
      router.unary(GatewayV1.GatewayMethods.getInstallationStatus) { _, _ in Self.installation(listing: state) }
      let run = await CommandRun(["status"], channel: InProcessChannel(router: router))
      #expect(run.status == status)
      #expect(run.output.contains("registry   serving"))
      #expect(run.output.contains("541"))
      #expect(run.output.contains("registry 540/541 (1 behind)"))
      #expect(run.diagnostics.contains("not serving: listing") == (status != .success))
      #expect(run.output.contains("connection refused") == (status != .success))
    }
  }

  private static func installation(listing: RpcV1.ServingStatus) -> GatewayV1.InstallationStatus {
    var registry = RpcV1.ServiceStatus()
    registry.name = "registry"
    registry.servingStatus = .serving
    registry.epoch = "e"
    registry.revision = 541
    var follower = RpcV1.FollowerStatus()
    follower.source = "registry"
    follower.appliedRevision = 540
    follower.sourceRevision = 541
    follower.connected = true
    var reporting = RpcV1.ServiceStatus()
    reporting.name = "reporting"
    reporting.servingStatus = .serving
    reporting.followers = [follower]
    var other = RpcV1.ServiceStatus()
    other.name = "listing"
    other.servingStatus = listing
    other.reason = listing == .serving ? "" : "connection refused"
    var status = GatewayV1.InstallationStatus()
    status.services = [registry, other, reporting]
    return status
  }

  @Test("a report that waits names the heads of both logs; one that does not, none")
  func reportWaits() async throws {
    for (flags, revisions) in [([], [0, 0]), (["--wait"], [77, 5])] as [([String], [UInt64])] {
      let asked = Mutex<ReportingV1.GetProgressReportRequest?>(nil)
      var router = Router()
      router.register(FakeRegistry())
      router.register(FakeListing())
      router.unary(ReportingV1.ReportingMethods.getProgressReport) { request, _ in
        asked.withLock { $0 = request }
        return ReportingV1.ProgressReport()
      }
      let run = await CommandRun(
        ["report", "progress", "--as-of", "2021-11-05", "--geo", "2024"] + flags,
        channel: InProcessChannel(router: router)
      )
      #expect(run.status == .success)
      let request = try #require(asked.withLock { $0 })
      #expect([request.registryRevision, request.listingRevision] == revisions)
      #expect((request.asOf, request.edition) == ("2021-11-05", .edition2024))
    }
  }

  @Test(
    "explain asks for the row that is named",
    arguments: [
      ("total", "", "", false), ("phase-1", "phase-1", "", false), ("phase-1/187", "phase-1", "187", false),
      ("/187", "", "187", false), ("undetermined", "", "", true), ("phase-2/undetermined", "phase-2", "", true),
    ]
  )
  func explainRows(row: String, phase: String, unit: String, undetermined: Bool) async throws {
    let asked = Mutex<ReportingV1.ExplainProgressRequest?>(nil)
    var router = Router()
    router.unary(ReportingV1.ReportingMethods.explainProgress) { request, _ in
      asked.withLock { $0 = request }
      var record = ReportingV1.ExplainedRecord()
      record.id = "SP-1"
      record.reason = "out_of_season"
      var response = ReportingV1.ExplainProgressResponse()
      response.leftOut = [record]
      return response
    }
    let run = await CommandRun(
      ["explain", "--row", row, "--figure", "products-listed-any-floor"],
      channel: InProcessChannel(router: router)
    )
    let request = try #require(asked.withLock { $0 })
    #expect((request.phaseID, request.unitCode) == (phase, unit))
    #expect(request.undetermined == undetermined)
    #expect(request.indicator == .productsListedAnyFloor)
    #expect(run.output.contains("counted: 0"))
    #expect(run.output.contains("out_of_season"))
  }

  @Test("a service that says the same twice is quoted once, and every field it names otherwise is shown")
  func violationDetails() async {
    var violation = RpcV1.FieldViolation()
    violation.field = "as_of"
    violation.description = "month 13 is not between 1 and 12"
    var detail = RpcV1.ErrorDetail()
    detail.detail = .fieldViolation(violation)
    for (message, expected) in [
      ("as_of: month 13 is not between 1 and 12", "ocop: as_of: month 13 is not between 1 and 12\n"),
      ("bad request", "ocop: bad request\n  as_of: month 13 is not between 1 and 12\n"),
    ] {
      var router = Router()
      router.unary(ReportingV1.ReportingMethods.getProgressReport) { [detail] _, _ in
        throw RPCError(.invalidArgument, message, details: [detail])
      }
      let run = await CommandRun(["report", "progress"], channel: InProcessChannel(router: router))
      #expect(run.status == .refused)
      #expect(run.diagnostics == expected)
    }
  }
}
