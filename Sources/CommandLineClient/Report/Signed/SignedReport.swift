import ClientKit
import Foundation
import Identity
import Messages

/// A report that an office has signed: one text file with the manifest, the signature, and the report itself.
struct SignedReport: Sendable {
  /// Largest file that is read, in bytes.
  static let fileBytesMax = 64 * 1024 * 1024
  private static let format = "ocop-signed-report-1"

  let manifest: ReportManifest
  let signature: DocumentSignature
  /// The signer's public key as the file has it: "2026-a Gb9ECWm…". It proves nothing by itself.
  let keyLine: String
  /// The report's encoding, without watermarks.
  let reportBytes: [UInt8]
  /// The encoding of the definitions that it used, so that it can be printed in the words of its day.
  let definitionBytes: [UInt8]

  /// Signs a report.
  ///
  /// - Parameters:
  ///   - document: The report, as the request gives it, with its definitions.
  ///   - request: The question with what was known pinned; see ``ReportingV1/GetReportRequest/pinned(to:)``.
  init(
    _ document: ReportDocument,
    request: ReportingV1.GetReportRequest,
    office: String,
    key: SigningKey,
    signedAt unixSeconds: Int64
  ) throws {
    var definitions = ReportingV1.ListIndicatorsResponse()
    definitions.indicators = document.definitions
    reportBytes = document.report.canonicalBytes
    definitionBytes = definitions.encodedBytes()
    manifest = try ReportManifest(
      of: document.report,
      request: request,
      office: office,
      signedAt: unixSeconds,
      reportDigest: Self.digest(reportBytes),
      definitionsDigest: Self.digest(definitionBytes)
    )
    signature = DocumentSignature(of: manifest.signedBytes, by: key)
    keyLine = key.verificationKey.line
  }

  /// Reads a file's text; nothing of it is believed yet.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  init(fileText: String, path: String) throws {
    do {
      let json = try JSONParser.value(of: Array(fileText.utf8))
      guard case .string(Self.format) = json["format"], let manifest = json["manifest"] else {
        throw CommandFailure(.refused, "it is not a signed report, as ocop report sign writes it")
      }
      func text(_ name: String) throws(CommandFailure) -> String {
        guard case .string(let text) = json[name] else { throw CommandFailure(.refused, "it lacks \"\(name)\"") }
        return text
      }
      func bytes(_ name: String) throws(CommandFailure) -> [UInt8] {
        guard let data = Data(base64Encoded: try text(name)) else {
          throw CommandFailure(.refused, "its \"\(name)\" is not in base64")
        }
        return [UInt8](data)
      }
      self.manifest = try ReportManifest(json: manifest)
      keyLine = try text("public_key")
      let keyID = keyLine.split(separator: " ").first.map(String.init) ?? ""
      signature = DocumentSignature(keyID: keyID, text: try text("signature"))
      reportBytes = try bytes("report")
      definitionBytes = try bytes("definitions")
    } catch let error as CommandFailure {
      throw CommandFailure(.refused, "\(path): \(error.message)")
    } catch {
      throw CommandFailure(.refused, "\(path): it is not a signed report, or damaged: \(error)")
    }
  }

  /// Reads a file.
  ///
  /// - Throws: ``CommandFailure`` that names the file.
  init(path: String) throws {
    try self.init(fileText: try TextFile.read(path, bytesMax: Self.fileBytesMax), path: path)
  }

  /// The text of the file.
  var fileText: String {
    JSONWriter.indented(
      .members(
        ("format", .string(Self.format)),
        ("manifest", manifest.json),
        ("public_key", .string(keyLine)),
        ("signature", .string(signature.text)),
        ("report", .string(Data(reportBytes).base64EncodedString())),
        ("definitions", .string(Data(definitionBytes).base64EncodedString()))
      )
    )
  }

  /// The report with its definitions, once ``checkContents()`` has found it whole.
  func document() throws -> ReportDocument {
    let definitions = try ReportingV1.ListIndicatorsResponse(decodingBytes: definitionBytes)
    return ReportDocument(
      report: try ReportingV1.Report(decodingBytes: reportBytes),
      catalogue: IndicatorCatalogue(definitions.indicators),
      manifest: manifest
    )
  }

  /// Checks that the report and the definitions are those that the manifest names.
  ///
  /// - Throws: ``CommandFailure`` that says which is not.
  func checkContents() throws(CommandFailure) {
    for (name, bytes, digest) in [
      ("report", reportBytes, manifest.reportDigest), ("definitions", definitionBytes, manifest.definitionsDigest),
    ] where Self.digest(bytes) != digest {
      throw CommandFailure(.refused, "the \(name) was changed: its SHA-256 is \(Self.digest(bytes)), not \(digest)")
    }
  }

  /// Checks the signature with the keys given, or with the key in the file.
  ///
  /// - Throws: ``CommandFailure`` that says why it is not believed.
  func checkSignature(with keys: VerificationKeys?) throws(CommandFailure) {
    do {
      let keys = try keys ?? VerificationKeys(fileText: keyLine, path: "public_key")
      try signature.check(manifest.signedBytes, with: keys)
    } catch {
      throw CommandFailure(.refused, "the manifest \(error)")
    }
  }

  private static func digest(_ bytes: [UInt8]) -> String {
    var digest = ContentDigest()
    digest.add(bytes)
    return digest.text
  }
}
