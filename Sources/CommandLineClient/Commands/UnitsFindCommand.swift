import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop units find`
struct UnitsFindCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "find",
    abstract: "Find units by name or code; all of them, since names repeat.",
    discussion: """
      The word for the kind may be left out, and so may diacritics: "Xã Chi Lăng", "chi lang". Units above may follow, \
      with commas.

      Examples:
        ocop units find "Xã Chi Lăng" --on 2021-11-05
        ocop units find "chi lang, huyen chi lang" --on 2021-11-05 --level commune
        ocop units find 06154
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The name or the code.")
  var text: String

  @Option(name: .long, help: ArgumentHelp("The day of the map; today when left out.", valueName: "day"))
  var on: String?

  @Option(name: .long, help: ArgumentHelp("Only province, district or commune.", valueName: "level"))
  var level: String?

  @Option(name: .long, help: ArgumentHelp("Only units below this one.", valueName: "code"))
  var under: String?

  func run(in session: Session) async throws {
    var request = RegistryV1.FindUnitsRequest()
    request.text = text
    request.on = on ?? ""
    request.underCode = under ?? ""
    request.limit = 200
    if let level {
      let levels = RegistryV1.UnitLevel.descriptor
      guard let number = levels.number(ofShortName: level) else {
        throw CommandFailure(.usage, "--level \(level) is none of \(levels.shortNames.joined(separator: ", "))")
      }
      request.level = RegistryV1.UnitLevel(rawValue: number)
    }
    let response = try await session.withGateway(options) { [request] channel in
      try await RegistryV1.RegistryClient(channel: channel).findUnits(request, options: options.callOptions)
    }
    if options.json {
      return try session.output.write(JSONWriter.indented(try MessageJSON.value(of: response)))
    }
    guard !response.units.isEmpty else {
      throw CommandFailure(.refused, "on \(response.on) no unit is called \"\(text)\"")
    }
    var table = TextTable([TextTable.Column("code"), TextTable.Column("from"), TextTable.Column("unit")])
    for found in response.units {
      table.append([found.unit?.code ?? "", found.unit?.validFrom ?? "", found.path])
    }
    try session.output.write(table.rendered())
    if Int(response.unitCount) > response.units.count {
      try session.note("\(Int(response.unitCount) - response.units.count) more")
    }
  }
}
