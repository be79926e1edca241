import ArgumentParser
import ClientKit
import Messages
import RPC
import Services

/// `ocop report forecast`
struct ForecastCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Print what is likely to be sold in the next one to three months, and how good such forecasts were.",
    discussion: """
      Made for each product on each floor and added up, so every breakdown adds up to the same. The same month a year \
      ago is published unless another method was closer over the last year; both errors are shown (1 is as good as \
      the same month a year ago). What producers expect themselves stands beside it, never instead. Too short a series \
      is not forecast, and says so.

      Examples:
        ocop report forecast --by product --as-of 2021-11-05
        ocop report forecast --product SP-CL-03 --by floor --months 2
        ocop report forecast --by unit --geo 2025 --json | jq '.rows[] | {unit: .keys[0].label, points}'
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("Only this product.", valueName: "id"))
  var product: String?

  @Option(name: .long, help: ArgumentHelp("Only this floor; may be repeated.", valueName: "id"))
  var floor: [String] = []

  @Option(name: .long, help: ArgumentHelp("Only of producers in this unit or below it.", valueName: "code"))
  var unit: String?

  @Option(name: .long, help: "What it is broken into; everything in one when left out.")
  var by: ForecastGroupingArgument?

  @Option(name: .long, help: ArgumentHelp("How many months, 1 to 3.", valueName: "count"))
  var months: UInt32 = 3

  @Option(
    name: .long,
    help: ArgumentHelp("Forecasts start after the last whole month before this day; today.", valueName: "YYYY-MM-DD")
  )
  var asOf: String?

  @Option(name: .long, help: "The map of administrative units; the one in force on the day when left out.")
  var geo: GeographyArgument?

  mutating func validate() throws {
    if !(1...3).contains(months) { throw ValidationError("--months is 1, 2 or 3.") }
  }

  func run(in session: Session) async throws {
    var request = ReportingV1.GetForecastRequest()
    request.asOf = asOf ?? ""
    request.months = months
    request.groupBy = ForecastGroupingArgument.dimension(by)
    request.edition = GeographyArgument.edition(geo)
    var filter = ReportingV1.ReportFilter()
    filter.productID = product ?? ""
    filter.floorIDs = floor
    filter.unitCode = unit ?? ""
    request.filter = filter
    let answer = try await session.withGateway(options) { [request] channel in
      try await ReportingV1.ReportingClient(channel: channel).getForecast(request, options: options.callOptions)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try MessageJSON.value(of: answer)))
    } else {
      try session.output.write(ForecastText(answer).rendered())
    }
  }
}
