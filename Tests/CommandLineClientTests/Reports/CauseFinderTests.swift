import Messages
import RPC
import RPCInProcess
import Testing

@testable import CommandLineClient

/// Goal: the cause of a difference is the first thing that made it, among the map, what was known, and the days.
@Suite("Causes of differences")
struct CauseFinderTests {
  private static let counted = RecordStanding.counted(count: 1, evidence: "")

  private static func leftOut(_ reason: String) -> RecordStanding {
    .leftOut(reason: reason, count: 1, evidence: "")
  }

  @Test(
    "each way through the sides has its cause",
    arguments: [
      // first, on the other map, known later, on the later day, foreseen
      ([counted, .absent, .absent, .absent, .absent], ChangeCause.boundary),
      ([.absent, .absent, counted, counted, .absent], .lateFact),
      ([leftOut("no_store"), leftOut("no_store"), counted, counted, leftOut("no_store")], .lateFact),
      ([counted, counted, leftOut("revoked"), leftOut("revoked"), counted], .lateFact),
      ([counted, counted, leftOut("cancelled"), leftOut("cancelled"), counted], .correction),
      ([counted, counted, .absent, .absent, counted], .correction),
      ([.absent, .absent, leftOut("after_as_of"), counted, .absent], .newFact),
      ([.absent, .absent, .absent, counted, .absent], .newFact),
      ([counted, counted, counted, leftOut("revoked"), counted], .newFact),
      ([counted, counted, counted, leftOut("expired"), leftOut("expired")], .expiry),
      ([leftOut("after_as_of"), leftOut("after_as_of"), leftOut("after_as_of"), counted, counted], .expiry),
    ]
  )
  func causes(standings: [RecordStanding], cause: ChangeCause) {
    let found = CauseFinder.cause(
      first: standings[0],
      mapped: standings[1],
      later: standings[2],
      last: standings[3],
      expected: standings[4]
    )
    #expect(found == cause)
  }

  @Test("a share whose whole has changed is explained by the records of the whole as well")
  func denominator() async throws {
    let service = FakeReporting(explanation: { request in
      var response = ReportingV1.ExplainReportResponse()
      let isLater = request.report?.knownAt?.listingRevision == 700
      for id in isLater && request.indicatorID == "products_recognised" ? ["SP-1", "SP-2"] : ["SP-1"] {
        var record = ReportingV1.ExplainedRecord()
        (record.kind, record.id, record.count) = ("product", id, 1)
        // How it is told may change without anything in the figure.
        record.evidence = isLater ? "seen live on voso and postmart" : "seen live on voso"
        response.counted.append(record)
      }
      return response
    })
    let (before, after) = (Self.report(of: 1, known: 614), Self.report(of: 2, known: 700))
    var comparison = try ReportComparison(
      ReportDocument(report: before, catalogue: ReportSamples.catalogue),
      ReportDocument(report: after, catalogue: ReportSamples.catalogue)
    )
    let question = ReportingV1.GetReportRequest()
    let finder = CauseFinder(
      reader: ReportReader(channel: service.channel, options: CallOptions()),
      before: question.pinned(to: before),
      after: question.pinned(to: after)
    )
    try await finder.explain(&comparison)
    #expect(comparison.changes.count == 1)
    #expect(comparison.changes[0].records.map(\.id) == ["SP-2"])
    #expect(comparison.changes[0].records.map(\.indicatorID) == ["products_recognised"])
    #expect(comparison.changes[0].causes == [.lateFact])
  }

  private static func report(of denominator: UInt64, known: UInt64) -> ReportingV1.Report {
    var report = ReportSamples.report(["products_listed_any_floor"])
    report.total = [ReportSamples.count("products_listed_any_floor", 1, of: denominator)]
    report.knownAt?.listingRevision = known
    return report
  }
}
