import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop tasks`
struct TasksCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract:
      "Show what has to be done: certificates to renew, products to list, requests and findings past their day, "
      + "producers of split units to place.",
    discussion: """
      Tasks open and close by facts alone: a certificate's renewal with the dossier handed in, a listing with the \
      product seen live, a request with the day it was done, a producer of a split unit with its placement. Nobody \
      ticks them off, so they can be asked for on any day. They come from the registry and from the listing service; \
      if one of them does not answer, the other's are \
      shown, and it is said.

      Examples:
        ocop tasks
        ocop tasks --overdue --unit 187 --as-of 2021-11-05
        ocop tasks --assignee "Phòng Nông nghiệp huyện Chi Lăng"
        ocop tasks --actor producer --kind renew_recognition --as-of 2022-09-01
        ocop tasks --kind place_producer --unit 20
        ocop tasks --producer CT-CL-02 --json
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Option(name: .long, help: ArgumentHelp("Only producers in this unit, by its code on the day.", valueName: "code"))
  var unit: String?

  @Option(name: .long, help: ArgumentHelp("Only what this office or post has.", valueName: "text"))
  var assignee: String?

  @Option(name: .long, help: "Only what these have to do: producer, office, province, floor.")
  var actor: String?

  @Option(name: .long, help: "Only tasks of this kind. Give it again for more.")
  var kind: [String] = []

  @Option(name: .long, help: ArgumentHelp("Only this producer's.", valueName: "id"))
  var producer: String?

  @Flag(name: .long, help: "Only what is past its day.")
  var overdue = false

  @Option(name: .long, help: ArgumentHelp("The day asked for; today when left out.", valueName: "YYYY-MM-DD"))
  var asOf: String?

  func run(in session: Session) async throws {
    var request = CommonV1.ListTasksRequest()
    request.asOf = asOf ?? ""
    request.unitCode = unit ?? ""
    request.assignee = assignee ?? ""
    request.producerID = producer ?? ""
    request.overdueOnly = overdue
    if let actor { request.actor = try TaskWords.actor(actor) }
    request.kinds = try kind.map(TaskWords.kind)
    let filled = request
    let list = try await session.withGateway(options) { channel in
      try await TaskCollector(channel: channel, options: options.callOptions).tasks(filled)
    }
    if options.json {
      try session.output.write(JSONWriter.indented(try list.json()))
    } else {
      try session.output.write(list.rendered())
    }
    for silent in list.silent {
      try session.note("ocop: the \(silent.service) does not tell its tasks: \(silent.reason)")
    }
    // With half of the answer nobody may take it for the whole.
    if list.revisions.isEmpty, let failure = list.silent.first {
      throw CommandFailure(.unavailable, "no service tells tasks: \(failure.reason)")
    }
  }
}
