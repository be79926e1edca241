import RPCSocket
import Storage

/// Turns what a daemon met at its start into one sentence that says what to do.
enum DescribedFailure {
  /// The sentence for an error while the parts were opened.
  static func sentence(_ error: any Error) -> String {
    switch error {
    case let error as StartupFailure: error.description
    case let error as ConfigurationError: error.description
    case let error as SocketError: error.message
    case let error as DatabaseError: storageSentence(error)
    default: "\(error)"
    }
  }

  private static func storageSentence(_ error: DatabaseError) -> String {
    switch error.code {
    case .locked:
      // It names the file and the process that has it.
      error.message
    case .readOnly, .cannotOpen:
      "the database cannot be opened: \(error.message); give this user permission to read and write the file and its "
        + "folder, or choose another place with --storage sqlite:PATH"
    case .schemaTooNew:
      "\(error.message); start the newer program, or restore the backup made before the upgrade"
    case .corrupt:
      "the database is damaged: \(error.message); restore it from a backup, or choose another "
        + "with --storage sqlite:PATH"
    case .full:
      "the disk is full: \(error.message); free some space and start again"
    default:
      "the database cannot be opened: \(error)"
    }
  }

  /// The sentence for an error while the listening socket was opened.
  static func listenSentence(_ error: any Error, addresses: [ListenAddress]) -> String {
    let places = addresses.map { "\($0)" }.joined(separator: ", ")
    let reason = (error as? SocketError)?.message ?? "cannot listen on \(places): \(error)"
    return "\(reason); --listen names another"
  }

  /// The sentence for an error while the admin port was opened.
  static func adminSentence(_ error: any Error) -> String {
    "\((error as? SocketError)?.message ?? "\(error)"); --admin-listen names another"
  }
}
