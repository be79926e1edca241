import ClientKit
import Identity
import Messages

/// Signed reports for people.
enum SignedReportText {
  /// What a file holds, and who has signed it.
  static func summary(_ signed: SignedReport, path: String) -> String {
    let known = signed.manifest.request.knownAt ?? ReportingV1.KnownAt()
    let rows = [
      ("Cơ quan · office", signed.manifest.office),
      ("Ngày ký · signed on", signed.manifest.signedOn),
      ("Khóa · key", signed.signature.keyID),
      ("Ngày báo cáo · as of", signed.manifest.request.asOf),
      ("Bản đồ · map", GeographyArgument.text(signed.manifest.request.edition)),
      ("Số liệu · known", "registry \(known.registryRevision), listing \(known.listingRevision)"),
      ("SHA-256", signed.manifest.reportDigest),
    ]
    let width = rows.map(\.0.displayWidth).max() ?? 0
    return "\(path)".printable + "\n"
      + rows.map { "  \($0.0.padded(to: width))  \($0.1)".printable + "\n" }.joined()
  }
}
