import ClientKit

/// How the program ends. The numbers are a promise to scripts and never change their meaning.
enum LoadStatus: Int32, CaseIterable {
  /// The load was made, and nothing speaks against it.
  case passed = 0
  /// The load was made, and a threshold was crossed, or too little of the rate was achieved.
  case failed = 1
  /// The command line, a scenario or a result file makes no sense.
  case usage = 2
  /// The target cannot be reached.
  case unavailable = 3
  /// Anything else.
  case failure = 5
  /// Stopped by Ctrl-C.
  case interrupted = 130
  /// The reader of the output went away.
  case outputClosed = 141

  /// The same of a failure of the things that all clients share.
  init(_ status: CommandStatus) {
    self =
      switch status {
      case .success: .passed
      case .refused, .usage: .usage
      case .unavailable, .deadline: .unavailable
      case .failure: .failure
      case .interrupted: .interrupted
      case .outputClosed: .outputClosed
      }
  }

  /// For the help text.
  var explanation: String {
    switch self {
    case .passed: "the load was made, and no threshold was crossed"
    case .failed: "a threshold was crossed, or less than --least-share of the rate was achieved"
    case .usage: "the command line, a scenario or a result makes no sense"
    case .unavailable: "the target cannot be reached"
    case .failure: "any other failure"
    case .interrupted: "stopped by Ctrl-C; what was measured until then is printed"
    case .outputClosed: "the reader of the output went away"
    }
  }
}
