import ClientKit
import DomainPrimitives
import Foundation
import Identity
import Messages

/// What an office signs of a report: what was asked, what it was counted from, and the digest of the answer.
///
/// It is a JSON object. What is signed are the bytes of that object on one line, so that the file may be indented.
struct ReportManifest: Sendable, Hashable {
  /// The office in whose name it is signed.
  let office: String
  /// Day of the signature in Vietnam.
  let signedOn: String
  /// The question, with everything in it that would otherwise depend on the day it is asked.
  let request: ReportingV1.GetReportRequest
  /// SHA-256 of the report's encoding without watermarks, in hexadecimal digits.
  let reportDigest: String
  /// SHA-256 of the definitions' encoding.
  let definitionsDigest: String
  /// The object.
  let json: JSONValue

  /// The bytes that are signed.
  var signedBytes: [UInt8] { Array(JSONWriter.oneLine(json).utf8) }

  /// Makes the manifest of a report.
  init(
    of report: ReportingV1.Report,
    request: ReportingV1.GetReportRequest,
    office: String,
    signedAt unixSeconds: Int64,
    reportDigest: String,
    definitionsDigest: String
  ) throws {
    self.office = office
    signedOn = CivilDate(inVietnamAtUnixSeconds: Int(unixSeconds)).description
    self.request = request
    self.reportDigest = reportDigest
    self.definitionsDigest = definitionsDigest
    let known = report.knownAt ?? ReportingV1.KnownAt()
    json = .members(
      ("office", .string(office)),
      ("signed_on", .string(signedOn)),
      ("signed_at", .string(WatermarkText.time(unixSeconds * 1_000_000))),
      ("as_of", .string(report.asOf)),
      ("first_day", .string(report.firstDay)),
      ("last_day", .string(report.lastDay)),
      ("edition", .string(GeographyArgument.text(report.edition))),
      (
        "indicators",
        .array(
          report.indicators.map { indicator in
            .members(("id", .string(indicator.indicatorID)), ("version", .number(String(indicator.version))))
          }
        )
      ),
      ("registry_epoch", .string(report.registryEpoch)),
      ("registry_revision", .string(String(known.registryRevision))),
      ("listing_epoch", .string(report.listingEpoch)),
      ("listing_revision", .string(String(known.listingRevision))),
      ("request", try MessageJSON.value(of: request)),
      ("report_sha256", .string(reportDigest)),
      ("definitions_sha256", .string(definitionsDigest))
    )
  }

  /// Reads a manifest; nothing of it is believed yet.
  ///
  /// - Throws: ``CommandFailure`` that says what is missing.
  init(json: JSONValue) throws {
    func text(_ name: String) throws(CommandFailure) -> String {
      guard case .string(let text) = json[name] else {
        throw CommandFailure(.refused, "the manifest lacks \"\(name)\"")
      }
      return text
    }
    self.json = json
    office = try text("office")
    signedOn = try text("signed_on")
    reportDigest = try text("report_sha256")
    definitionsDigest = try text("definitions_sha256")
    guard let question = json["request"] else { throw CommandFailure(.refused, "the manifest lacks \"request\"") }
    let message = try MessageJSON.message(ReportingV1.GetReportRequest.descriptor, from: question, path: "request")
    request = try ReportingV1.GetReportRequest(decodingBytes: message.encodedBytes())
  }
}
