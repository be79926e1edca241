import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop explain`
struct ExplainCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the records behind one cell of the progress report: those counted, and those left out and why.",
    discussion: """
      Rows: total · PHASE (phase-1) · PHASE/UNIT (phase-1/187, the code the report prints) · PHASE/undetermined \
      (records that cannot be placed on the map).
      Figures: \(FigureArgument.names.joined(separator: ", ")).

      Examples:
        ocop explain --row total --figure products_listed_any_floor --as-of 2021-11-05 --geo 2021
        ocop explain --row phase-1/187 --figure products_listed_each_floor --floor voso --as-of 2021-11-05
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: "The row: total, PHASE, PHASE/UNIT or PHASE/undetermined.")
  var row: RowArgument = .total

  @Option(name: .long, help: "The figure; see above.")
  var figure: String

  @Option(name: .long, help: "The floor, for products_listed_each_floor.")
  var floor: String?

  @Option(name: .long, help: ArgumentHelp("The day the figure is of; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(name: .long, help: "The map of administrative units; the one in force on the day when left out.")
  var geo: GeographyArgument?

  func run(in session: Session) async throws {
    var request = ReportingV1.ExplainProgressRequest()
    request.asOf = asOf ?? ""
    request.edition = GeographyArgument.edition(geo)
    request.indicator = try FigureArgument.indicator(named: figure)
    request.floorID = floor ?? ""
    switch row {
    case .total: break
    case .undetermined(let phase):
      request.phaseID = phase
      request.undetermined = true
    case .phase(let phase): request.phaseID = phase
    case .unit(let phase, let code):
      request.phaseID = phase
      request.unitCode = code
    }
    if request.indicator == .productsListedEachFloor, request.floorID.isEmpty {
      throw CommandFailure(.usage, "products_listed_each_floor is counted by floor: name one with --floor voso")
    }
    let answer = try await session.withGateway(options) { [request] channel in
      try await ReportingV1.ReportingClient(channel: channel).explainProgress(request, options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer)))
    } else {
      try session.output.write(ExplanationText.rendered(answer))
    }
  }
}
