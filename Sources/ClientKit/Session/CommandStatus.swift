/// How the program ends. The numbers are a promise to scripts and never change their meaning.
package enum CommandStatus: Int32, Sendable, CaseIterable {
  /// Everything asked for was done.
  case success = 0
  /// The input or the request was refused: a bad row, an unknown record, a date that is none.
  case refused = 1
  /// The command line itself is wrong.
  case usage = 2
  /// The gateway, or a service behind it, cannot be reached.
  case unavailable = 3
  /// The time given with --timeout ran out.
  case deadline = 4
  /// Anything else.
  case failure = 5
  /// Stopped by Ctrl-C.
  case interrupted = 130
  /// The reader of the output went away ("ocop list … | head").
  case outputClosed = 141

  /// For the help text.
  package var explanation: String {
    switch self {
    case .success: "done"
    case .refused: "refused: invalid input, or a record that does not exist"
    case .usage: "the command line is wrong"
    case .unavailable: "the gateway or a service cannot be reached"
    case .deadline: "the time given with --timeout ran out"
    case .failure: "any other failure"
    case .interrupted: "stopped by Ctrl-C"
    case .outputClosed: "the reader of the output went away"
    }
  }
}
