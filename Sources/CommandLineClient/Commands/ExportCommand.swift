import ArgumentParser
import ClientKit
import Foundation
import Spreadsheet

/// `ocop export`
struct ExportCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write records into CSV files or workbooks.",
    discussion: """
      A CSV file opens in spreadsheet programs as it is (UTF-8 with a mark, commas). A text that a program would run \
      as a formula, one that begins with = + - @, gets an apostrophe before it, which "ocop import" takes away again. \
      A workbook keeps leading zeros, has real days (dd/mm/yyyy) and numbers, and its header stays in sight.

      The files can be changed and imported again: the column "revision" tells whether somebody else has changed a \
      record meanwhile. What your role may not see is marked in its cell, and a file with such a mark is refused until \
      the column is deleted.

      A file is there whole or not at all, also after Ctrl-C. Only you can read it.

      Kinds: \(RecordCollection.all.map(\.pluralName).joined(separator: ", ")).

      Examples:
        ocop export producers --to producers.xlsx
        ocop export orders --to orders.csv
        ocop export producers products recognitions --folder so-lieu --format xlsx
        ocop export --folder sao-luu
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "Kinds of record; with --folder none means all.")
  var kinds: [String] = []

  @Option(name: .long, help: ArgumentHelp("The file to write, .csv or .xlsx, for one kind.", valueName: "file"))
  var to: String?

  @Option(name: .long, help: ArgumentHelp("A folder for a file of each kind; made if need be.", valueName: "folder"))
  var folder: String?

  @Option(name: .long, help: "Files of the folder: csv or xlsx.")
  var format = "csv"

  mutating func validate() throws {
    guard (to == nil) != (folder == nil) else { throw ValidationError("Say where to: --to FILE, or --folder FOLDER.") }
    if let to {
      guard kinds.count == 1 else { throw ValidationError("--to takes one kind; --folder takes several.") }
      guard ExportSink.Format(ofFile: to) != nil else {
        throw ValidationError("--to \(to): the name must end with .csv or .xlsx.")
      }
    }
    guard ExportSink.Format(rawValue: format) != nil else { throw ValidationError("--format is csv or xlsx.") }
  }

  /// A file to write.
  private struct Target {
    let collection: RecordCollection
    let path: String
    let format: ExportSink.Format
  }

  func run(in session: Session) async throws {
    let targets = try targets()
    var written: [JSONValue] = []
    var isMasked = false
    try await session.withGateway(options) { channel in
      let reader = RecordReader(channel: channel, options: options.callOptions)
      for target in targets {
        let (count, masked) = try await write(target, reader, session)
        isMasked = isMasked || masked > 0
        written.append(
          .members(
            ("kind", .string(target.collection.pluralName)),
            ("file", .string(target.path)),
            ("records", .number(String(count))),
            ("masked_records", .number(String(masked)))
          )
        )
        if !options.json {
          try session.output.write("\(target.path): \(count) \(target.collection.pluralName)\n".printableLine)
        }
      }
    }
    if options.json { try session.output.write(JSONWriter.indented(.members(("files", .array(written))))) }
    if isMasked { try session.note(ShownRecord.markNote) }
  }

  private func targets() throws -> [Target] {
    let collections = kinds.isEmpty ? RecordCollection.all : try kinds.map { try RecordCollection.named($0) }
    if let to, let format = ExportSink.Format(ofFile: to) {
      return collections.map { Target(collection: $0, path: to, format: format) }
    }
    let folder = folder ?? "."
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure(.usage, "\(folder): the folder cannot be made: is a file of that name there?")
    }
    let format = ExportSink.Format(rawValue: format) ?? .csv
    return collections.map { collection in
      Target(collection: collection, path: "\(folder)/\(collection.pluralName).\(format.rawValue)", format: format)
    }
  }

  /// Writes one file.
  ///
  /// - Returns: How many records it has, and how many of them with something left out.
  private func write(_ target: Target, _ reader: RecordReader, _ session: Session) async throws -> (Int, Int) {
    let progress = ProgressBar(session.diagnostics)
    let columns = target.collection.columns
    var count = 0
    var masked = 0
    do {
      let sink = try ExportSink(path: target.path, format: target.format, collection: target.collection)
      for try await record in reader.records(of: target.collection) {
        if count.isMultiple(of: Int(RecordReader.pageSize)) {
          try Task.checkCancellation()
          try progress.show(count: count, target.path)
        }
        try sink.write(columns.map(record.text) + [record.revision == 0 ? "" : String(record.revision)])
        count += 1
        if !record.maskedFields.isEmpty { masked += 1 }
      }
      try Task.checkCancellation()
      try sink.finish()
    } catch let error as SpreadsheetError {
      throw CommandFailure(.failure, "\(target.path): \(error.message)")
    }
    try progress.clear()
    return (count, masked)
  }
}

extension String {
  /// A line whose end stays, while everything else in it is safe to print.
  fileprivate var printableLine: String { String(dropLast()).printable + "\n" }
}
