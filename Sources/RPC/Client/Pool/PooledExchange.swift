internal import Synchronization

/// An open call on a member of a pool: tells the pool when it ends.
final class PooledExchange: StreamingExchange {
  private let exchange: any StreamingExchange
  private let pool: PoolCore
  private let token: MemberToken
  private let isOver = Atomic<Bool>(false)

  init(_ exchange: any StreamingExchange, pool: PoolCore, token: MemberToken) {
    self.exchange = exchange
    self.pool = pool
    self.token = token
  }

  deinit {
    end(PooledExchange.givenUp)
  }

  private static let givenUp = RPCError(.cancelled, "the caller gave the call up")

  private func end(_ error: RPCError?) {
    if !isOver.exchange(true, ordering: .relaxed) { pool.ended(token, error) }
  }

  func send(_ message: [UInt8], isCompressed: Bool) async throws(RPCError) {
    try await exchange.send(message, isCompressed: isCompressed)
  }

  func finishSending() {
    exchange.finishSending()
  }

  func nextResponse() async throws(RPCError) -> [UInt8]? {
    do throws(RPCError) {
      if let response = try await exchange.nextResponse() { return response }
    } catch {
      end(error)
      throw error
    }
    end(nil)
    return nil
  }

  func initialMetadata() async -> Metadata {
    await exchange.initialMetadata()
  }

  var trailers: Metadata { exchange.trailers }

  func cancel() {
    exchange.cancel()
    end(PooledExchange.givenUp)
  }
}
