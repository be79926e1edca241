import ArgumentParser
import ClientKit

/// Where a report goes, and in which form.
struct ReportOutputOptions: ParsableArguments {
  @Option(help: "table, csv, xlsx, json or html; what the name of --to says when left out.")
  var format: ReportFormat?

  @Option(help: ArgumentHelp("The file to write, which is there whole or not at all.", valueName: "file"))
  var to: String?

  @Option(help: "Words, numbers and days in Vietnamese (vi) or English (en); tables have both when left out.")
  var language: ReportLanguage?

  mutating func validate() throws {
    if let to, format == nil, ReportFormat(ofFile: to) == nil {
      throw ValidationError(
        "--to \(to): the name says no format: end it with .csv, .xlsx, .json, .html, or add --format."
      )
    }
    if format == .xlsx, to == nil { throw ValidationError("--format xlsx needs --to FILE.") }
  }

  /// The form to write in.
  func format(isJSON: Bool) -> ReportFormat {
    format ?? to.flatMap { ReportFormat(ofFile: $0) } ?? (isJSON ? .json : .table)
  }

  /// Writes a report where it is to go.
  ///
  /// - Throws: ``CommandFailure`` when it cannot be written; then no file is there.
  func write(_ document: ReportDocument, isJSON: Bool, in session: Session) throws {
    let format = format(isJSON: isJSON)
    guard format == .xlsx, let to else { return try write(try text(of: document, as: format), in: session) }
    try ReportWorkbook(document, language?.words ?? .vietnamese).write(to: to)
    try tell(to, in: session)
  }

  /// Writes text where it is to go.
  func write(_ text: String, in session: Session) throws {
    guard let to else { return try session.output.write(text) }
    let file = try WholeFile(path: to)
    try file.write(text)
    try file.finish()
    try tell(to, in: session)
  }

  private func tell(_ path: String, in session: Session) throws {
    try session.output.write("\(words("đã ghi", "written")): \(path)".printable + "\n")
  }

  private var words: ReportWords { language?.words ?? .both }

  private func text(of document: ReportDocument, as format: ReportFormat) throws -> String {
    switch format {
    case .json: JSONWriter.indented(try MessageJSON.value(of: document.report))
    case .csv: ReportCSV(document, language?.words ?? .vietnamese).rendered()
    case .html: ReportPage(document, language?.words ?? .vietnamese).rendered()
    case .table, .xlsx: ReportTable(document, language?.words ?? .both).rendered()
    }
  }
}
