import RPC

/// Why a publisher refuses a cursor; travels as the reason of a field violation.
enum FeedRefusal: String {
  /// The log has another epoch than the cursor.
  case epochChanged = "epoch_changed"
  /// The cursor is beyond the log's head: the log has lost events that the watcher has.
  case cursorBeyondHead = "cursor_beyond_head"

  /// The status that says so.
  func error(_ description: String) -> RPCError {
    switch self {
    case .epochChanged:
      .refused(.failedPrecondition, field: "epoch", reason: rawValue, description: description)
    case .cursorBeyondHead:
      .refused(.outOfRange, field: "after_revision", reason: rawValue, description: description)
    }
  }
}
