/// How an order ended. Numbers are those of ocop.listing.v1.OrderState, so that storage can keep them.
enum OrderState: Int64, Hashable, Sendable {
  /// A state that this program does not know: never counted as a sale.
  case unknown = 0
  case completed = 1
  case cancelled = 2
  case returned = 3

  /// As a word in a sentence.
  var word: String {
    switch self {
    case .unknown: "unfinished"
    case .completed: "completed"
    case .cancelled: "cancelled"
    case .returned: "returned"
    }
  }
}
