import Foundation
import Testing

@testable import CommandLineClient

/// Goal: `Tests/Pages/run` looks at pages in a browser; these are the pages.
@Suite("Sample pages for a browser")
struct PageSampleTests {
  @Test(
    "they are written where OCOP_PAGES says",
    .enabled(if: ProcessInfo.processInfo.environment["OCOP_PAGES"] != nil)
  )
  func write() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["OCOP_PAGES"])
    for (name, report, words) in [
      ("units-vi", ReportSamples.byUnit, ReportWords.vietnamese), ("months-en", ReportSamples.byMonth, .english),
      ("totals-vi", ReportSamples.totals, .vietnamese),
    ] {
      let page = ReportPage(ReportDocument(report: report, catalogue: ReportSamples.catalogue), words)
      try page.rendered().write(toFile: "\(folder)/\(name).html", atomically: true, encoding: .utf8)
    }
  }
}
