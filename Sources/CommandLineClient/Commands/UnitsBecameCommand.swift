import ArgumentParser
import ClientKit
import Messages

/// `ocop units became`
struct UnitsBecameCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "became",
    abstract: "Show what became of a unit, and by which resolution.",
    discussion: """
      With a code alone every unit that bore it is told; with CODE@FIRST-DAY the one that began on that day.

      Examples:
        ocop units became 06040
        ocop units became 06040@2020-01-01
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "The unit: CODE, or CODE@FIRST-DAY.")
  var unit: String

  func run(in session: Session) async throws {
    let parts = unit.split(separator: "@", maxSplits: 1).map(String.init)
    guard let code = parts.first else { throw CommandFailure(.usage, "name a unit: CODE, or CODE@FIRST-DAY") }
    let day = parts.count > 1 ? parts[1] : ""
    let all = try await session.withGateway(options) { channel in
      let reader = UnitReader(channel: channel, options: options.callOptions)
      let first = try await reader.unit(code, on: day)
      guard day.isEmpty else { return [first] }
      var all = [first]
      for other in first.sameCode { all.append(try await reader.unit(code, on: other.validFrom)) }
      return all.sorted { ($0.unit?.validFrom ?? "") < ($1.unit?.validFrom ?? "") }
    }
    if options.json {
      let units = try all.map { details in
        JSONValue.members(
          ("unit", try details.unit.map { try MessageJSON.value(of: $0) } ?? .null),
          ("became", .array(try details.became.map { try MessageJSON.value(of: $0) }))
        )
      }
      return try session.output.write(JSONWriter.indented(.members(("units", .array(units)))))
    }
    for details in all { try session.output.write(UnitText.fate(of: details)) }
  }
}
