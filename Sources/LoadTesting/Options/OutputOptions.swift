import ArgumentParser
import ClientKit
import LoadStatistics

/// What is written of a result.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("Write everything as JSON: for show, compare and merging.", valueName: "file")
  )
  var json: String?
  @Option(name: .long, help: ArgumentHelp("Write percentiles by method and status as CSV.", valueName: "file"))
  var csv: String?
  @Option(name: .long, help: ArgumentHelp("Write what happened over time as CSV.", valueName: "file"))
  var intervalsCsv: String?
  @Option(name: .long, help: ArgumentHelp("Write an HdrHistogram interval log.", valueName: "file"))
  var hdrLog: String?
  @Option(name: .long, help: ArgumentHelp("Write a page with plots, which needs nothing beside it.", valueName: "file"))
  var html: String?
  @Flag(name: .long, help: "Print nothing but errors.")
  var quiet = false

  /// Writes the files that were asked for, and prints the summary.
  ///
  /// - Throws: ``CommandFailure`` that names the file that cannot be written.
  func write(_ result: LoadRunResult, in session: LoadSession) throws {
    if let json { try ResultFile.write(JSONWriter.indented(result.json), to: json) }
    if let csv { try ResultFile.write(result.percentilesCSV, to: csv) }
    if let intervalsCsv { try ResultFile.write(result.intervalsCSV, to: intervalsCsv) }
    if let hdrLog { try ResultFile.write(result.histogramLog, to: hdrLog) }
    if let html { try ResultFile.write(result.html, to: html) }
    if !quiet { try session.output.write(result.text) }
  }
}
