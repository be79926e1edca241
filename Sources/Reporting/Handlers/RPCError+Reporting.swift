import Feed
import Forecasting
import Messages
import RPC
import Storage

extension RPCError {
  /// The status a caller gets for a request that cannot be answered as it stands.
  init(_ error: RequestError) {
    let code: StatusCode =
      switch error.kind {
      case .invalidArgument: .invalidArgument
      case .notFound: .notFound
      case .tooLarge: .resourceExhausted
      case .outOfRange: .outOfRange
      }
    let detail = RpcV1.ErrorDetail(field: error.field, reason: error.reason, description: error.description)
    self.init(code, "\(error.field): \(error.description)", details: [detail])
  }

  /// What a handler answers for any error of this service; nil for errors that are not its own.
  init?(reporting error: any Error) {
    switch error {
    case let error as RequestError: self.init(error)
    case let error as FigureOverflow: self.init(.failedPrecondition, error.description)
    case let error as SeriesFault: self.init(.failedPrecondition, error.description)
    case let error as DatabaseError: self.init(error)
    default: return nil
    }
  }
}
