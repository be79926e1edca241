import Messages
import RPC

/// Why a publisher refuses a cursor; travels as the reason of a field violation.
enum FeedRefusal: String {
  /// The log has another epoch than the cursor.
  case epochChanged = "epoch_changed"
  /// The cursor is beyond the log's head: the log has lost events that the watcher has.
  case cursorBeyondHead = "cursor_beyond_head"

  /// The status that says so.
  func error(_ description: String) -> RPCError {
    var violation = RpcV1.FieldViolation()
    violation.reason = rawValue
    violation.description = description
    let code: StatusCode
    switch self {
    case .epochChanged:
      violation.field = "epoch"
      code = .failedPrecondition
    case .cursorBeyondHead:
      violation.field = "after_revision"
      code = .outOfRange
    }
    var detail = RpcV1.ErrorDetail()
    detail.detail = .fieldViolation(violation)
    return RPCError(code, description, details: [detail])
  }
}
