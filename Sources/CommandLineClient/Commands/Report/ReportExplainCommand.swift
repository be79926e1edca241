import ArgumentParser
import ClientKit
import Messages

/// `ocop report explain`
struct ReportExplainCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Open one cell of a report: the records that are counted, and those left out and why.",
    discussion: """
      Give the options of the report, and the row by its values, in the order of --by: --by unit,stars --row 187,4. \
      "undetermined" is the row of what cannot be told. Without --row it is the total. Records that your role may not \
      see are marked, and counted like all others.

      Examples:
        ocop report explain products_listed_any_floor --by unit --row 187 --as-of 2021-11-05 --geo 2021
        ocop report explain products_never_listed --by detail --row out_of_season
        ocop report explain revenue --by product,month --row SP-CL-03,2021-10 --format csv --to lap-suon.csv
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @OptionGroup(title: "The report") var report: ReportOptions

  @OptionGroup(title: "Output") var output: ReportOutputOptions

  @Option(help: ArgumentHelp("The row: total, or one value for each dimension of --by.", valueName: "value,…"))
  var row = "total"

  @Argument(help: ArgumentHelp("The figure.", valueName: "indicator"))
  var indicator: String

  func run(in session: Session) async throws {
    let format = output.format(isJSON: options.json)
    guard [.table, .csv, .json].contains(format) else {
      throw CommandFailure(
        .usage,
        "--format \(format.rawValue): the records behind a cell are written as table, csv or json"
      )
    }
    let explanation = try await session.withGateway(options) { channel in
      let reader = ReportReader(channel: channel, options: options.callOptions)
      let catalogue = try await reader.catalogue()
      let ids = try catalogue.ids(named: [indicator])
      guard ids.count == 1, let id = ids.first else {
        throw CommandFailure(.usage, "\(indicator) are several indicators, name one: \(ids.joined(separator: ", "))")
      }
      var request = ReportingV1.ExplainReportRequest()
      let question = try await reader.request([id], report, catalogue, in: session)
      request.report = question
      request.keys = try RowKeys.keys(row, of: question.groupBy)
      request.indicatorID = id
      return CellExplanation(
        answer: try await reader.explanation(request),
        definition: catalogue.definition(of: id),
        catalogue: catalogue,
        words: output.language?.words ?? (format == .table ? .both : .vietnamese)
      )
    }
    switch format {
    case .json: try output.write(JSONWriter.indented(try MessageJSON.value(of: explanation.answer)), in: session)
    case .csv: try output.write(explanation.csv(), in: session)
    default: try output.write(explanation.text(row: row), in: session)
    }
    if let disagreement = explanation.disagreement { throw CommandFailure(.failure, disagreement) }
  }
}
