import ArgumentParser
import ClientKit
import Foundation

/// The `ocop-load` command, as a library so that it can be tested.
public enum LoadTester {
  /// Version of the program, as `ocop-load --version` prints it.
  public static let version = "0.1.0"

  /// Runs the command with the process's own streams, environment and sockets.
  ///
  /// - Parameter arguments: Everything after the program's name.
  /// - Returns: What the process is to end with; see ``LoadStatus``.
  public static func run(arguments: [String]) async -> Int32 {
    // A closed pipe is reported by the write that meets it.
    signal(SIGPIPE, SIG_IGN)
    let session = LoadSession(
      output: FileDescriptorOutput(descriptor: STDOUT_FILENO),
      diagnostics: FileDescriptorOutput(descriptor: STDERR_FILENO),
      environment: ProcessInfo.processInfo.environment,
      arguments: arguments
    )
    return await Interruption.cancelling(interrupted: .interrupted) { await run(in: session) }.rawValue
  }

  /// Runs the command within a session.
  static func run(in session: LoadSession) async -> LoadStatus {
    let command: any ParsableCommand
    do {
      command = try LoadRootCommand.parseAsRoot(session.arguments)
    } catch {
      return report(parserError: error, session)
    }
    guard var loadCommand = command as? any LoadCommand else {
      // Help and completion scripts: the library throws what they print.
      do {
        var command = command
        try command.run()
        return .passed
      } catch {
        return report(parserError: error, session)
      }
    }
    do {
      return try await loadCommand.run(in: session)
    } catch {
      let failure = CommandFailure(error, gateway: "the target")
      if !failure.message.isEmpty { try? session.note("ocop-load: " + failure.message) }
      return LoadStatus(failure.status)
    }
  }

  /// Prints what the argument parser has to say: help on request, or what is wrong with the command line.
  private static func report(parserError error: any Error, _ session: LoadSession) -> LoadStatus {
    let isHelp = LoadRootCommand.exitCode(for: error) == .success
    let text = LoadRootCommand.fullMessage(for: error)
    do {
      try (isHelp ? session.output : session.diagnostics).write(text.hasSuffix("\n") ? text : text + "\n")
      return isHelp ? .passed : .usage
    } catch {
      return LoadStatus(CommandFailure(error, gateway: "").status)
    }
  }
}
