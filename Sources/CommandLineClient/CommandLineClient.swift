import ArgumentParser
import ClientKit
import Foundation

/// The `ocop` command, as a library so that it can be tested.
public enum CommandLineClient {
  /// Version of the program, as `ocop --version` prints it.
  public static let version = "0.1.0"

  /// Runs the command with the process's own streams, environment and sockets.
  ///
  /// - Parameter arguments: Everything after the program's name.
  /// - Returns: What the process is to end with; see ``CommandStatus``.
  public static func run(arguments: [String]) async -> Int32 {
    // A closed pipe is reported by the write that meets it.
    signal(SIGPIPE, SIG_IGN)
    let session = Session.process()
    let status = await Interruption.cancelling(interrupted: CommandStatus.interrupted) {
      await run(arguments: arguments, in: session)
    }
    return status.rawValue
  }

  /// Runs the command within a session.
  static func run(arguments: [String], in session: Session) async -> CommandStatus {
    var command: any ParsableCommand
    do {
      command = try RootCommand.parseAsRoot(arguments)
      guard command is any ClientCommand else {
        // Help, completion scripts, and groups of commands: the library throws what they print.
        try command.run()
        return .success
      }
    } catch {
      return report(parserError: error, of: arguments, session)
    }
    guard let command = command as? any ClientCommand else { return .failure }
    do {
      try await command.run(in: session)
      return .success
    } catch {
      let failure = CommandFailure(error, gateway: command.options.gatewayText(in: session))
      if !failure.message.isEmpty {
        try? session.note("ocop: " + failure.message)
      }
      return failure.status
    }
  }

  /// Prints what the argument parser has to say: help on request, or what is wrong with the command line.
  private static func report(parserError error: any Error, of arguments: [String], _ session: Session) -> CommandStatus
  {
    let text = RootCommand.fullMessage(for: error)
    if RootCommand.exitCode(for: error) == .success {
      return write(text.hasSuffix("\n") ? text : text + "\n", to: session.output) ?? .success
    }
    let nearest = unknownSubcommand(of: arguments).flatMap { Suggestion.nearest(to: $0, among: commandNames) }
    let suggestion = nearest.map { "Did you mean \($0)?\n" } ?? ""
    return write(text + "\n" + suggestion, to: session.diagnostics) ?? .usage
  }

  /// Writes text; what it comes to when that fails, else nil.
  private static func write(_ text: String, to output: any TextOutput) -> CommandStatus? {
    do {
      try output.write(text)
      return nil
    } catch {
      return CommandFailure(error, gateway: "").status
    }
  }

  private static var commandNames: [String] { RootCommand.configuration.subcommands.map { $0._commandName } }

  /// What stands where a subcommand's name should, when it is none.
  private static func unknownSubcommand(of arguments: [String]) -> String? {
    var index = 0
    while index < arguments.count, arguments[index].hasPrefix("-") {
      index += arguments[index] == "--gateway" || arguments[index] == "--timeout" ? 2 : 1
    }
    guard index < arguments.count, !commandNames.contains(arguments[index]) else { return nil }
    return arguments[index]
  }
}
