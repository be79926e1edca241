import Messages

extension ReportingV1.Report {
  /// The encoding that is signed: without the watermarks, which say how far the sources were followed that day.
  var canonicalBytes: [UInt8] {
    var report = self
    report.watermarks = []
    return report.encodedBytes()
  }
}

extension ReportingV1.GetReportRequest {
  /// The question with everything in it that would otherwise depend on the day it is asked: the days, the map, the
  /// indicators and what was known.
  func pinned(to report: ReportingV1.Report) -> ReportingV1.GetReportRequest {
    var request = self
    request.indicatorIDs = report.indicators.map(\.indicatorID)
    request.asOf = report.asOf
    request.firstDay = report.firstDay
    request.lastDay = report.lastDay
    request.edition = report.edition
    request.silentDays = report.silentDays
    var known = ReportingV1.KnownAt()
    known.registryRevision = report.knownAt?.registryRevision ?? 0
    known.listingRevision = report.knownAt?.listingRevision ?? 0
    request.knownAt = known
    // They were for the first answer; what is pinned cannot be waited for.
    request.registryRevision = 0
    request.listingRevision = 0
    return request
  }
}
