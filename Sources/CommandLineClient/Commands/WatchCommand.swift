import ArgumentParser
import ClientKit
import Messages
import RPC

/// `ocop watch`
struct WatchCommand: ClientCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Print the changes of a service as they happen, until Ctrl-C.",
    discussion: """
      One line for each change: revision, time, kind of record, its fields. With --json one JSON object for each \
      item of the feed, bookmarks included. When the connection breaks it goes on where it stopped, for as long as \
      --timeout says.

      Examples:
        ocop watch registry
        ocop watch listing --from 120
      """
  )

  @OptionGroup(title: "Options of every command") var options: GlobalOptions

  @Argument(help: "registry or listing.")
  var service: RecordKeeper

  @Option(name: .long, help: ArgumentHelp("Print what came after this revision.", valueName: "revision"))
  var from: UInt64 = 0

  func run(in session: Session) async throws {
    try await session.withGateway(options) { channel in
      let watcher = FeedWatcher(keeper: service, channel: channel, session: session, isJSON: options.json)
      try await watcher.run(after: from, patience: options.callTimeout)
    }
  }
}

extension RecordKeeper: ExpressibleByArgument {}
