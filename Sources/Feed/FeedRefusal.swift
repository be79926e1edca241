import RPC

/// Why a publisher refuses a cursor; travels as the reason of a field violation.
enum FeedRefusal: String {
  /// The log has another epoch than the cursor.
  case epochChanged = "epoch_changed"
  /// The cursor is beyond the log's head: the log has lost events that the watcher has.
  case cursorBeyondHead = "cursor_beyond_head"
  /// At the cursor the log's history is another than the watcher's.
  case historyDiffers = "history_differs"

  /// The status that says so.
  func error(_ description: String) -> RPCError {
    switch self {
    case .epochChanged:
      .refused(.failedPrecondition, field: "epoch", reason: rawValue, description: description)
    case .cursorBeyondHead:
      .refused(.outOfRange, field: "after_revision", reason: rawValue, description: description)
    case .historyDiffers:
      .refused(.dataLoss, field: "after_digest", reason: rawValue, description: description)
    }
  }
}
