import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop targets`
struct TargetsCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "targets",
    abstract: "Show which targets of the campaign hold on a day, for each unit and indicator of a phase.",
    discussion: """
      Of the targets decided by that day the last one holds, and one for a unit itself goes before one for every unit \
      of the phase. What was reached of them is told by "ocop report targets"; every version there ever was by \
      "ocop list campaign_targets" and "ocop history campaign_target".

      Indicators: \(RegistryV1.Indicator.descriptor.shortNames.joined(separator: ", ")).

      Examples:
        ocop targets
        ocop targets --as-of 2021-11-05 --unit 187
        ocop targets --phase phase-1 --indicator products_listed_both_floors --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("The day asked for; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  @Option(name: .long, help: ArgumentHelp("Only of this phase.", valueName: "phase_id"))
  var phase: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only for this unit, by the code that its phase names it with.", valueName: "code")
  )
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Only for this indicator.", valueName: "indicator"))
  var indicator: String?

  func run(in session: Session) async throws {
    var request = RegistryV1.ListTargetsInForceRequest()
    request.asOf = asOf ?? ""
    request.phaseID = phase ?? ""
    request.unitCode = unit ?? ""
    if let indicator {
      let number = try ChoiceArgument.number(indicator, of: RegistryV1.Indicator.descriptor, called: "indicator")
      request.indicator = RegistryV1.Indicator(rawValue: number)
    }
    var answer = RegistryV1.ListTargetsInForceResponse()
    answer.targets = try await session.withGateway(options) { channel in
      try await PageReader.all(from: "registry") { page in
        request.page = page
        let found = try await RegistryV1.RegistryClient(channel: channel)
          .listTargetsInForce(request, options: options.callOptions)
        answer.revision = found.revision
        answer.asOf = found.asOf
        // All pages are of one day, also when the list is read around midnight.
        request.asOf = found.asOf
        return (found.targets, found.nextPageToken)
      }
    }
    if options.json { return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer))) }
    try session.output.write(TargetInForceText.table(answer.targets, isTerminal: session.output.isTerminal))
    try session.note(
      "\(answer.targets.count) targets in force on \(answer.asOf); registry revision \(answer.revision)"
    )
  }
}
