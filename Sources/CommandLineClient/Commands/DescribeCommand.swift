import ArgumentParser

/// `ocop describe`
struct DescribeCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Describe services, methods and messages, from the schema in this program; no gateway is needed.",
    discussion: """
      Examples:
        ocop describe
        ocop describe Registry/GetRecord
        ocop describe ocop.registry.v1.Producer
        ocop describe ProducerType
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(
    help: "A service, method, message or enumeration, by its full or its last name; all services when left out."
  )
  var name: String?

  func run(in session: Session) async throws {
    let description = try name.map { name throws in try SchemaDescription.named(name) } ?? SchemaDescription.services()
    try session.output.write(options.json ? JSONWriter.indented(description.json) : description.text)
  }
}
