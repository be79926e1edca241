import ClientKit
import Messages

extension SignedReport {
  /// A file whose signature and digests are right by the key that is in it.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  static func verified(path: String) throws -> SignedReport {
    let signed = try SignedReport(path: path)
    do throws(CommandFailure) {
      try signed.checkSignature(with: nil)
      try signed.checkContents()
    } catch {
      throw CommandFailure(error.status, "\(path): \(error.message)")
    }
    return signed
  }

  /// Throws when the logs were restored between two reports: then their revisions cannot be compared.
  func requireSameEpochs(as other: SignedReport) throws {
    let (left, right) = (try document().report, try other.document().report)
    try left.requireSameEpochs(as: right)
  }
}

extension ReportingV1.Report {
  /// Throws when the logs were restored between two reports: then their revisions cannot be compared.
  func requireSameEpochs(as other: ReportingV1.Report) throws(CommandFailure) {
    for (source, left, right) in [
      ("registry", registryEpoch, other.registryEpoch), ("listing", listingEpoch, other.listingEpoch),
    ] where left != right {
      throw CommandFailure(
        .refused,
        "the log of \(source) was restored between the reports (epoch \(left), now \(right)): its revisions stand for "
          + "other records now, so causes cannot be told"
      )
    }
  }
}

extension ReportingV1.GetReportRequest {
  /// The same question with all that is known now.
  var withPresentKnowledge: ReportingV1.GetReportRequest {
    var request = self
    request.knownAt = nil
    return request
  }

  /// The same question of today with all that is known now, on the same map. A period that ended on the report's day
  /// ends today.
  var ofToday: ReportingV1.GetReportRequest {
    var request = withPresentKnowledge
    if request.lastDay == request.asOf { request.lastDay = "" }
    request.asOf = ""
    return request
  }
}

extension ReportReader {
  /// What has changed since a report was signed, with causes.
  ///
  /// - Parameter question: The question that is asked now.
  func changes(
    since signed: SignedReport,
    question: ReportingV1.GetReportRequest
  ) async throws -> ReportComparison {
    let before = try signed.document()
    let now = ReportDocument(report: try await report(question), catalogue: try await catalogue())
    var comparison = try ReportComparison(before, now)
    guard !comparison.changes.isEmpty else { return comparison }
    try before.report.requireSameEpochs(as: now.report)
    // Pinned, so that what comes in meanwhile does not blur the causes.
    let finder = CauseFinder(reader: self, before: signed.manifest.request, after: question.pinned(to: now.report))
    try await finder.explain(&comparison)
    return comparison
  }
}
